package org.tomcatwsgi;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The dependency table of CONTRIBUTING.md. */
@AnalyzeClasses(packages = "org.tomcatwsgi", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ONLY_PYTHON_KNOWS_POLYGLOT = noClasses()
            .that().resideOutsideOfPackages("org.tomcatwsgi.python", "org.tomcatwsgi.application")
            .should().dependOnClassesThat().resideInAPackage("org.graalvm..");

    @ArchTest
    static final ArchRule INTERPRETER_SIDE_KNOWS_NO_SERVLETS = noClasses()
            .that(resideInAnyPackage("org.tomcatwsgi.python", "org.tomcatwsgi.application", "org.tomcatwsgi.border"))
            .should().dependOnClassesThat(resideInAnyPackage("jakarta..", "org.apache.."));

    @ArchTest
    static final ArchRule WEB_SIDE_KNOWS_THE_BORDER_ONLY = noClasses()
            .that(resideInAnyPackage("org.tomcatwsgi.servlet", "org.tomcatwsgi.environ", "org.tomcatwsgi.response", "org.tomcatwsgi.border"))
            .should().dependOnClassesThat(resideInAnyPackage("org.tomcatwsgi.python", "org.tomcatwsgi.application"));

    @ArchTest
    static final ArchRule NOBODY_NEEDS_THE_SERVLET = noClasses()
            .that(resideInAPackage("org.tomcatwsgi..").and(not(resideInAPackage("org.tomcatwsgi.servlet"))))
            .should().dependOnClassesThat(resideInAPackage("org.tomcatwsgi.servlet"));

    @ArchTest
    static final ArchRule BASICS_NEED_THE_JDK_ONLY = noClasses()
            .that(resideInAnyPackage("org.tomcatwsgi.changes", "org.tomcatwsgi.boot.jdk"))
            .should().dependOnClassesThat(not(resideInAnyPackage("java..", "org.tomcatwsgi.changes", "org.tomcatwsgi.boot.jdk")));

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.tomcatwsgi.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL = classes()
            .that().areTopLevelClasses().and().areNotInterfaces()
            .should().haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule NO_STATIC_MUTABLE_STATE = noFields()
            .that().areDeclaredInClassesThat().resideInAPackage("org.tomcatwsgi..")
            .and().areStatic()
            .should().notBeFinal();
}
