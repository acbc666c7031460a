# Which Java installation is used, and with which JVM options. Sourced by ./wsgi, ./mvnw and ./check, and copied into
# Tomcat by ./wsgi setup-tomcat, where bin/setenv.sh sources it. POSIX sh; each function runs in a subshell.

# jdk_feature HOME: prints the feature version (8, 11, 17, 25 ...) of the Java installation HOME; fails if it is none.
jdk_feature() (
  [ -x "$1/bin/java" ] || exit 1
  version=
  if [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release")
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p')
  fi
  [ -n "$version" ] && echo "$version"
)

# jdk_is_graalvm HOME: true for a GraalVM JDK, whose own compiler needs no options.
jdk_is_graalvm() (
  if [ -r "$1/release" ]; then
    grep -qi graalvm "$1/release"
  else
    "$1/bin/java" -version 2>&1 | grep -q GraalVM
  fi
)

# jdk_has_jvmci HOME: true when the compiler interface is part of the JDK (it is on x86_64 and aarch64 with HotSpot).
jdk_has_jvmci() (
  if [ -r "$1/release" ] && grep -q '^MODULES=' "$1/release"; then
    grep -q '^MODULES=.*[" ]jdk\.internal\.vm\.ci[" ]' "$1/release"
  else
    "$1/bin/java" --list-modules 2>/dev/null | grep -q '^jdk\.internal\.vm\.ci'
  fi
)

# jdk_compiles HOME: true when Python is compiled on that JDK. The Graal compiler of GraalPy 25.0 fits JDK 25 only.
jdk_compiles() (
  [ "$(jdk_feature "$1")" = 25 ] && { jdk_is_graalvm "$1" || jdk_has_jvmci "$1"; }
)

# jdk_options HOME RUNTIME [no-jit]: prints the JVM options, one a line; RUNTIME is the directory of the runtime jars.
jdk_options() (
  feature=$(jdk_feature "$1") || exit 1
  if [ "$feature" -ge 22 ]; then
    echo "--enable-native-access=ALL-UNNAMED"
  fi
  if [ "$feature" -ge 24 ]; then
    echo "--sun-misc-unsafe-memory-access=allow"
  fi
  if jdk_is_graalvm "$1"; then
    if [ "${3:-}" = no-jit ]; then
      echo "-Dtruffle.UseFallbackRuntime=true"
    fi
  elif [ "${3:-}" != no-jit ] && jdk_compiles "$1"; then
    echo "-XX:+UnlockExperimentalVMOptions"
    echo "-XX:+EnableJVMCI"
    echo "--upgrade-module-path=$2/compiler"
  fi
)

# jdk_memory_options HOME PROCESSORS GIVEN: prints the launcher's defaults for memory, one a line (docs/decisions.md 23). GIVEN, the user's own options, wins
# where the JVM would refuse both: a second collector, and a heap that begins larger than it may become.
jdk_memory_options() (
  feature=$(jdk_feature "$1") || exit 1
  collector=-XX:+UseSerialGC
  young=-XX:MaxNewSize=128m
  # the JVM would begin with 1/64 of the machine's memory, and fill that before it looks for garbage
  begin=-Xms128m
  [ "$2" -le 2 ] || collector='' young=''
  for option in $3; do
    case $option in
      -XX:+Use*GC) collector='' ;;
      -Xmn* | -XX:NewSize=* | -XX:MaxNewSize=*) young='' ;;
      -Xmx*[gG] | -Xmx[0-9][0-9][0-9][0-9]*[mM]) ;;
      -Xms* | -Xmx* | -XX:InitialHeapSize=* | -XX:MaxHeapSize=* | -XX:InitialRAM* | -XX:MaxRAM*) begin='' ;;
    esac
  done
  for option in $collector $begin $young; do
    echo "$option"
  done
  # what the compilers needed while Python warmed up is given back
  echo "-XX:MinHeapFreeRatio=25"
  echo "-XX:MaxHeapFreeRatio=50"
  echo "-XX:-ShrinkHeapInSteps"
  # of G1: when it has had nothing to do for a minute
  echo "-XX:G1PeriodicGCInterval=60000"
  if [ "$feature" -ge 25 ]; then
    echo "-XX:TrimNativeHeapInterval=10000"
  fi
)

# jdk_of_tomcat: prints the installation that Tomcat's catalina.sh takes.
jdk_of_tomcat() (
  if [ -n "${JRE_HOME:-}" ]; then
    echo "$JRE_HOME"
  elif [ -n "${JAVA_HOME:-}" ]; then
    echo "$JAVA_HOME"
  else
    jdk_on_path
  fi
)

# jdk_on_path: prints the installation of the java command on PATH.
jdk_on_path() (
  java=$(command -v java) || exit 1
  java=$(readlink -f "$java") || exit 1
  dirname "$(dirname "$java")"
)

# jdk_homes: prints every place worth looking at, one a line, the user's own choice first.
jdk_homes() (
  if [ -n "${JAVA_HOME:-}" ]; then
    echo "$JAVA_HOME"
  fi
  jdk_on_path || :
  for home in /usr/lib/jvm/* /opt/java/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
      "${HOME:-/nonexistent}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -x "$home/bin/java" ]; then
      echo "$home"
    fi
  done
)

# jdk_compiling: prints the first installation that compiles Python; fails when there is none.
jdk_compiling() (
  jdk_homes | while IFS= read -r home; do
    if jdk_compiles "$home"; then
      echo "$home"
      break
    fi
  done | grep .
)

# jdk_first MINIMUM COMMAND: prints the first installation of at least that version with bin/COMMAND; fails when there is none.
jdk_first() (
  jdk_homes | while IFS= read -r home; do
    feature=$(jdk_feature "$home") || continue
    if [ "$feature" -ge "$1" ] && [ -x "$home/bin/$2" ]; then
      echo "$home"
      break
    fi
  done | grep .
)
