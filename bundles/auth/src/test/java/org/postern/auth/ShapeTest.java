package org.postern.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.auth");

    @Test
    void the_bundle_stands_on_the_api_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.auth",
                        "org.postern.spi",
                        "org.postern.api..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..",
                        "org.osgi..")
                .check(classes);
    }
}
