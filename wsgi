#!/bin/sh
# Serves Python in Tomcat, makes WARs, prepares a Tomcat: see ./wsgi --help. Builds on first use; then it is one java process.
set -eu

root=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
# shellcheck source=.mvn/jdk.sh
. "$root/.mvn/jdk.sh"

express=$root/wsgi-express/target
stamp=$express/built

usage() {
  cat <<'END'
Python web applications (WSGI) in Apache Tomcat.

  ./wsgi start-server [SCRIPT] [OPTION...]     serve a WSGI script in the foreground; without one, the sample
  ./wsgi create-war DIR -o app.war [--thin]    make a WAR of a directory of Python
  ./wsgi setup-tomcat CATALINA_BASE            prepare a Tomcat for thin WARs and daemon mode (--uninstall: undo it)
  ./wsgi convert HTTPD.CONF -o DIR             write what a configuration of Apache and mod_wsgi is in Tomcat

  ./wsgi COMMAND --help                        all options of a command

Each command takes --java-home DIR for the JDK to run on, and start-server takes --no-jit. A JDK 25 compiles Python and is
preferred; any from 17 on will do. JAVA_OPTS holds more options for its JVM (words, no quotes), as -Xmx2g or -XX:+UseG1GC.
The first start makes, in the background, a copy of the JDK and an archive of classes (350 MB in start/ of --server-root or of
~/.cache/tomcat-wsgi) that the next starts are faster by; TOMCAT_WSGI_START_CACHE=off in the environment forbids that.
END
}

fail() {
  echo "wsgi: $1" >&2
  exit 1
}

# is_built: true when the jars are there and no source is newer.
is_built() (
  [ -e "$stamp" ] || exit 1
  # an image or a package has no sources
  [ -e "$root/pom.xml" ] || exit 0
  cd "$root"
  newer=$(find pom.xml .mvn wsgi-servlet/pom.xml wsgi-servlet/src/main wsgi-valve/pom.xml wsgi-valve/src/main \
    wsgi-express/pom.xml wsgi-express/src/main -newer "$stamp")
  [ -z "$newer" ]
)

# build: makes the jars; several first uses at the same time wait for the first one.
build() (
  mkdir -p "$express"
  if command -v flock >/dev/null; then
    exec 9>"$express/build.lock"
    flock 9
    if is_built; then
      exit 0
    fi
  fi
  echo "Building; this takes about a minute the first time." >&2
  touch "$stamp.begun"
  "$root/mvnw" -B -q -Dmaven.test.skip=true package -pl wsgi-express -am >"$stamp.log" 2>&1 9>&- || {
    cat "$stamp.log" >&2
    exit 1
  }
  mv "$stamp.begun" "$stamp"
)

case ${1:-} in
  '' | -h | --help | help)
    usage
    exit 0
    ;;
esac

java_home=
jit=
server_root=
embedded=${1#start-server}
previous=
for argument in "$@"; do
  case $previous in
    --java-home) java_home=$argument ;;
    --server-root) server_root=$argument ;;
  esac
  case $argument in
    --java-home=*) java_home=${argument#*=} ;;
    --server-root=*) server_root=${argument#*=} ;;
    --no-jit) jit=no-jit ;;
    # Python runs in other processes then, and the compiler's modules would cost this JVM its class data archive.
    --processes | --processes=* | --server | --server=*) jit=no-jit embedded=no ;;
  esac
  previous=$argument
done

if [ -n "$java_home" ]; then
  feature=$(jdk_feature "$java_home") || fail "--java-home [$java_home] is no Java installation: give a directory with bin/java in it."
  [ "$feature" -ge 17 ] || fail "--java-home [$java_home] is Java [$feature]: give a JDK from 17 on."
else
  java_home=$(jdk_compiling || jdk_first 17 java) || {
    found=$(jdk_first 1 java) && found="Java [$(jdk_feature "$found")] in [$found]" || found="no Java at all"
    fail "Java 17 or newer is needed, but there is $found: install a JDK, best a JDK 25, and set JAVA_HOME or give --java-home DIR."
  }
fi

is_built || build || fail "the build failed: see the messages above, and run [$root/mvnw package] for all of them."

options=$(jdk_options "$java_home" "$express/runtime" $jit)
memory=$(jdk_memory_options "$java_home" "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)" "${JAVA_OPTS:-} ${JDK_JAVA_OPTIONS:-} ${JAVA_TOOL_OPTIONS:-}")

# The first start makes, in the background, an archive of loaded classes, and a JDK that can use it beside the compiler (StartCache). They fit one JDK and one
# build, for which the name stands. What is damaged or fits no longer is passed over by the JVM.
start_cache=
if [ -z "$embedded" ] && [ "${TOMCAT_WSGI_START_CACHE:-on}" = on ]; then
  case $server_root in
    '') case ${XDG_CACHE_HOME:-} in
      /*) start_cache=$XDG_CACHE_HOME/tomcat-wsgi ;;
      *) start_cache=${HOME:-}/.cache/tomcat-wsgi ;;
    esac ;;
    /*) start_cache=$server_root ;;
    *) start_cache=$PWD/$server_root ;;
  esac
  start_cache=$start_cache/start/$({
    cat "$java_home/release" 2>/dev/null || :
    echo "$java_home $options $memory"
    ls -lnR "$express/runtime" "$express/express"
  } | cksum | tr ' ' '-')
  start_home=$java_home
  case $options in
    *--upgrade-module-path=*) start_home=$start_cache/jdk ;;
  esac
  if [ -s "$start_cache/classes.aot" ] && [ -x "$start_home/bin/java" ]; then
    touch "$start_cache" 2>/dev/null || :
    java_home=$start_home
    options=$(printf '%s\n' "$options" | grep -v '^--upgrade-module-path=') || :
    if [ "$(jdk_feature "$java_home")" -ge 25 ]; then
      archive="-XX:AOTCache=$start_cache/classes.aot
-Xlog:aot*=off"
    else
      archive=-XX:SharedArchiveFile=$start_cache/classes.aot
    fi
    options="$options
$archive
-Xlog:cds*=off"
    start_cache=
  fi
fi

# Put together from the end (hence the reversal), because a POSIX shell has no list but its arguments; an option may contain spaces.
set -- org.tomcatwsgi.express.Main "$@"
set -- -cp "$express/runtime/*:$express/express/*" "$@"
[ -z "$start_cache" ] || set -- "-Dorg.tomcatwsgi.express.start-cache=$start_cache" "$@"
set -- "-Dorg.tomcatwsgi.express.home=$express" "-Dorg.tomcatwsgi.express.sample=$root/sample-war/src/main/webapp" "$@"
while IFS= read -r option; do
  [ -z "$option" ] || set -- "$option" "$@"
done <<END
$(printf '%s\n' "$options" | sed '1!G;h;$!d')
END
# shellcheck disable=SC2086 # words, as in Tomcat's own JAVA_OPTS, which count more than our defaults
exec "$java_home/bin/java" $memory ${JAVA_OPTS:-} "$@"
