package org.postern.spf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.spf");

    @Test
    void only_the_adapters_know_the_spi() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("SpfPlugin")
                .and()
                .haveNameNotMatching(".*\\.Spf(Condition|Lookup)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postern.spi")
                .check(classes);
    }

    @Test
    void the_core_knows_nothing_of_messages_and_sessions() {
        noClasses()
                .that()
                .haveNameMatching(".*\\.(SpfEvaluator|Evaluation|Lookups|ClientNames|MacroString|SpfRecord|SpfResult|"
                        + "SpfRequest|SpfReport|Addresses|Mechanism|Trace)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "org\\.postern\\.(spi\\..*|core\\..*|api\\.(Context|mail\\..*|smtp\\..*|config\\..*))")
                .check(classes);
    }

    @Test
    void the_bundle_stands_on_the_api_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.spf",
                        "org.postern.spi",
                        "org.postern.api..",
                        "org.postern.idna",
                        "java..",
                        "org.jspecify..",
                        "org.osgi..")
                .check(classes);
    }
}
