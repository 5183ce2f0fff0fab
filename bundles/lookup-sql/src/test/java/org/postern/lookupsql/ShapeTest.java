package org.postern.lookupsql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.lookupsql");

    @Test
    void the_bundle_stands_on_the_api_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.lookupsql",
                        "org.postern.spi",
                        "org.postern.api..",
                        "java..",
                        "org.jspecify..",
                        "org.osgi..",
                        "javax.sql..",
                        "javax.net..",
                        "org.apache.commons.pool2..",
                        "org.postgresql..",
                        "org.mariadb.jdbc..",
                        "org.sqlite..")
                .check(classes);
    }
}
