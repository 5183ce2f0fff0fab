package org.postern.smtputf8;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void the_bundle_stands_on_the_api_and_its_library_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.smtputf8",
                        "org.postern.idna",
                        "org.postern.spi",
                        "org.postern.api..",
                        "java..",
                        "org.jspecify..",
                        "org.osgi..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.postern.smtputf8"));
    }
}
