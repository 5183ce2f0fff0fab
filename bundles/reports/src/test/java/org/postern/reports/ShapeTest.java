package org.postern.reports;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void the_library_stands_on_the_api_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("org.postern.reports", "org.postern.api..", "java..", "org.jspecify..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.postern.reports"));
    }
}
