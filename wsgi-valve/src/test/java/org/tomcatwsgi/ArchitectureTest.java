package org.tomcatwsgi;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
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

/** The dependency table of CONTRIBUTING.md, as far as this module is concerned. */
class ArchitectureTest {

    // by hand and not by ArchUnit's own engine, whose tests Surefire 3.5 runs without counting them or their failures
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.tomcatwsgi.valve", "org.tomcatwsgi.dispatch", "org.tomcatwsgi.fastcgi", "org.tomcatwsgi.supervision", "org.tomcatwsgi.connector",
                    "org.tomcatwsgi.migration");

    @Test
    void onlyTheValveAndTheConnectorKnowTomcat() {
        check(noClasses()
                .that().resideOutsideOfPackages("org.tomcatwsgi.valve", "org.tomcatwsgi.connector")
                .should().dependOnClassesThat().resideInAnyPackage("org.apache..", "jakarta.."));
    }

    @Test
    void theProtocolNeedsNothing() {
        check(classes()
                .that().resideInAPackage("org.tomcatwsgi.fastcgi")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.tomcatwsgi.fastcgi"));
    }

    @Test
    void theConnectorNeedsTomcatOnly() {
        check(classes()
                .that().resideInAPackage("org.tomcatwsgi.connector")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.apache..", "org.tomcatwsgi.connector"));
    }

    @Test
    void migrationNeedsNothing() {
        check(classes()
                .that().resideInAPackage("org.tomcatwsgi.migration")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.tomcatwsgi.migration"));
    }

    @Test
    void dispatchKnowsTheProtocolOnly() {
        check(classes()
                .that().resideInAPackage("org.tomcatwsgi.dispatch")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.tomcatwsgi.dispatch", "org.tomcatwsgi.fastcgi"));
    }

    @Test
    void supervisionKnowsNoRequests() {
        check(classes()
                .that().resideInAPackage("org.tomcatwsgi.supervision")
                .should().onlyDependOnClassesThat().resideInAnyPackage(
                        "java..", "javax.management..", "org.tomcatwsgi.supervision", "org.tomcatwsgi.dispatch", "org.tomcatwsgi.fastcgi", "org.tomcatwsgi.border",
                        "org.tomcatwsgi.boot.jdk", "org.tomcatwsgi.changes", "org.tomcatwsgi.metrics"));
    }

    /** GraalPy's jars are not there where the machine's Python runs. */
    @Test
    void nobodyNeedsTheInterpreterSide() {
        check(noClasses()
                .should().dependOnClassesThat().resideInAnyPackage("org.graalvm..", "org.tomcatwsgi.application", "org.tomcatwsgi.servlet"));
    }

    @Test
    void ofPythonOnlyTheFiles() {
        check(noClasses()
                .should().dependOnClassesThat(resideInAPackage("org.tomcatwsgi.python").and(not(simpleName("PythonFiles")))));
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
        check(noFields().that().areStatic().should().notBeFinal());
    }

    private static void check(ArchRule rule) {
        rule.check(MODULE);
    }
}
