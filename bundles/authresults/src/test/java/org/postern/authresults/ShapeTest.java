package org.postern.authresults;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.authresults");

    @Test
    void only_the_adapters_know_the_spi() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(AuthresultsPlugin|AuthresultsItem|StripCheck)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postern.spi")
                .check(classes);
    }

    @Test
    void the_bundle_stands_on_the_api_and_its_library_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.authresults",
                        "org.postern.results",
                        "org.postern.spi",
                        "org.postern.api..",
                        "org.postern.idna",
                        "java..",
                        "org.jspecify..",
                        "org.osgi..")
                .check(classes);
    }
}
