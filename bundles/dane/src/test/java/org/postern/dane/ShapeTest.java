package org.postern.dane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.dane");

    @Test
    void the_core_knows_nothing_of_plugins_messages_and_sessions() {
        noClasses()
                .that()
                .haveNameMatching(".*\\.(Association|Associations|AnchoredPath|ReferenceNames)(\\$.*)?")
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
                        "org.postern.dane",
                        "org.postern.spi",
                        "org.postern.api..",
                        "java..",
                        "javax..",
                        "org.jspecify..",
                        "org.osgi..",
                        "org.apache.felix.service.command..")
                .check(classes);
    }
}
