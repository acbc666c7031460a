package org.tomcatwsgi;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The dependency table of CONTRIBUTING.md, as far as this module is concerned. */
@AnalyzeClasses(
        packages = {"org.tomcatwsgi.valve", "org.tomcatwsgi.dispatch", "org.tomcatwsgi.fastcgi", "org.tomcatwsgi.supervision"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ONLY_THE_VALVE_KNOWS_TOMCAT = noClasses()
            .that().resideOutsideOfPackage("org.tomcatwsgi.valve")
            .should().dependOnClassesThat().resideInAnyPackage("org.apache..", "jakarta..");

    @ArchTest
    static final ArchRule THE_PROTOCOL_NEEDS_NOTHING = classes()
            .that().resideInAPackage("org.tomcatwsgi.fastcgi")
            .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.tomcatwsgi.fastcgi");

    @ArchTest
    static final ArchRule DISPATCH_KNOWS_THE_PROTOCOL_ONLY = classes()
            .that().resideInAPackage("org.tomcatwsgi.dispatch")
            .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.tomcatwsgi.dispatch", "org.tomcatwsgi.fastcgi");

    @ArchTest
    static final ArchRule SUPERVISION_KNOWS_NO_REQUESTS = classes()
            .that().resideInAPackage("org.tomcatwsgi.supervision")
            .should().onlyDependOnClassesThat().resideInAnyPackage(
                    "java..", "javax.management..", "org.tomcatwsgi.supervision", "org.tomcatwsgi.dispatch", "org.tomcatwsgi.fastcgi", "org.tomcatwsgi.border",
                    "org.tomcatwsgi.boot.jdk");

    /** GraalPy's jars are not there where the machine's Python runs. */
    @ArchTest
    static final ArchRule NOBODY_NEEDS_THE_INTERPRETER_SIDE = noClasses()
            .should().dependOnClassesThat().resideInAnyPackage("org.graalvm..", "org.tomcatwsgi.application", "org.tomcatwsgi.servlet");

    @ArchTest
    static final ArchRule OF_PYTHON_ONLY_THE_FILES = noClasses()
            .should().dependOnClassesThat(resideInAPackage("org.tomcatwsgi.python").and(not(simpleName("PythonFiles"))));

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.tomcatwsgi.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL = classes()
            .that().areTopLevelClasses().and().areNotInterfaces()
            .should().haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule NO_STATIC_MUTABLE_STATE = noFields().that().areStatic().should().notBeFinal();
}
