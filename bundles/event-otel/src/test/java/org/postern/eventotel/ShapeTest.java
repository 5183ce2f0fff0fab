package org.postern.eventotel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.eventotel");

    @Test
    void the_bundle_stands_on_the_api_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.eventotel",
                        "org.postern.broadcast",
                        "org.postern.spi",
                        "org.postern.api..",
                        "java..",
                        "io.opentelemetry..",
                        "org.jspecify..",
                        "org.osgi..")
                .check(classes);
    }
}
