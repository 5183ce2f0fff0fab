package org.postern.wellknown;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.wellknown");

    @Test
    void the_bundle_stands_on_the_api_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.wellknown",
                        "org.postern.spi",
                        "org.postern.api..",
                        "java..",
                        "org.jspecify..",
                        "org.osgi..")
                .check(classes);
    }
}
