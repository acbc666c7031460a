package org.tomcatwsgi;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The dependency table of CONTRIBUTING.md. */
class ArchitectureTest {

    // by hand and not by ArchUnit's own engine, whose tests Surefire 3.5 runs without counting them or their failures
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.tomcatwsgi");

    @Test
    void onlyPythonKnowsPolyglot() {
        check(noClasses()
                .that().resideOutsideOfPackages("org.tomcatwsgi.python", "org.tomcatwsgi.application", "org.tomcatwsgi.library..")
                .should().dependOnClassesThat().resideInAPackage("org.graalvm.."));
    }

    @Test
    void interpreterSideKnowsNoServlets() {
        check(noClasses()
                .that(resideInAnyPackage("org.tomcatwsgi.python", "org.tomcatwsgi.application", "org.tomcatwsgi.library..", "org.tomcatwsgi.border"))
                .should().dependOnClassesThat(resideInAnyPackage("jakarta..", "org.apache..")));
    }

    @Test
    void webSideKnowsTheBorderOnly() {
        check(noClasses()
                .that(resideInAnyPackage("org.tomcatwsgi.servlet", "org.tomcatwsgi.hooks", "org.tomcatwsgi.environ", "org.tomcatwsgi.response", "org.tomcatwsgi.border"))
                .should().dependOnClassesThat(resideInAnyPackage("org.tomcatwsgi.python", "org.tomcatwsgi.application", "org.tomcatwsgi.library..")));
    }

    @Test
    void hooksKnowTheBorderAndTheEnviron() {
        check(classes()
                .that().resideInAPackage("org.tomcatwsgi.hooks")
                .should().onlyDependOnClassesThat().resideInAnyPackage(
                        "java..", "jakarta.servlet..", "org.tomcatwsgi.hooks", "org.tomcatwsgi.border", "org.tomcatwsgi.environ", "org.tomcatwsgi.settings"));
    }

    @Test
    void nobodyNeedsTheServlet() {
        check(noClasses()
                .that(resideInAPackage("org.tomcatwsgi..").and(not(resideInAPackage("org.tomcatwsgi.servlet"))))
                .should().dependOnClassesThat(resideInAPackage("org.tomcatwsgi.servlet")));
    }

    @Test
    void basicsNeedTheJdkOnly() {
        check(noClasses()
                .that(resideInAnyPackage("org.tomcatwsgi.changes", "org.tomcatwsgi.body", "org.tomcatwsgi.boot.jdk", "org.tomcatwsgi.metrics"))
                .should().dependOnClassesThat(not(resideInAnyPackage("java..", "javax.management..", "org.tomcatwsgi.changes", "org.tomcatwsgi.body", "org.tomcatwsgi.boot.jdk", "org.tomcatwsgi.metrics"))));
    }

    /** The status page is to show groups of other web applications, which are other classes to it. */
    @Test
    void theStatusPageKnowsMBeansOnly() {
        check(noClasses()
                .that().resideInAPackage("org.tomcatwsgi.status")
                .should().dependOnClassesThat(resideInAPackage("org.tomcatwsgi..").and(not(resideInAnyPackage("org.tomcatwsgi.status", "org.tomcatwsgi.settings", "org.tomcatwsgi.environ")))));
    }

    @Test
    void theLibraryKnowsNothingOfTheServer() {
        check(noClasses()
                .that().resideInAPackage("org.tomcatwsgi.library..")
                .should().dependOnClassesThat(resideInAPackage("org.tomcatwsgi..").and(not(resideInAPackage("org.tomcatwsgi.library..")))));
    }

    @Test
    void noCycles() {
        check(slices().matching("org.tomcatwsgi.(*)..").should().beFreeOfCycles());
    }

    @Test
    void classesAreFinal() {
        check(classes()
                .that().areTopLevelClasses().and().areNotInterfaces()
                .should().haveModifier(JavaModifier.FINAL));
    }

    @Test
    void noStaticMutableState() {
        check(noFields()
                .that().areDeclaredInClassesThat().resideInAPackage("org.tomcatwsgi..")
                .and().areStatic()
                .should().notBeFinal());
    }

    private static void check(ArchRule rule) {
        rule.check(MODULE);
    }
}
