package org.postern.arc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.arc");

    @Test
    void only_the_adapters_know_the_spi() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(ArcPlugin|ArcIntake|ArcDataCheck|ArcCondition|ArcSignFilter)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postern.spi")
                .check(classes);
    }

    @Test
    void the_core_knows_nothing_of_contexts_and_sessions() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.(ArcChain|ArcSet|ArcResult|Seal|BodyHashes|Keys|ChainValidator|Sealer|OwnResults"
                                + "|HashStream)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.postern\\.(spi\\..*|core\\..*|api\\.(Context|smtp\\..*|config\\..*))")
                .check(classes);
    }

    @Test
    void the_bundle_stands_on_the_api_and_its_libraries_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.arc",
                        "org.postern.results",
                        "org.postern.signatures",
                        "org.postern.spi",
                        "org.postern.api..",
                        "java..",
                        "org.jspecify..",
                        "org.osgi..")
                .check(classes);
    }
}
