package org.postern.mtasts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.mtasts");

    @Test
    void only_the_adapters_know_the_spi() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(MtaSts(Plugin|Options|Source)|TlsRptObserver)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postern.spi")
                .check(classes);
    }

    @Test
    void the_core_knows_nothing_of_messages_and_sessions() {
        noClasses()
                .that()
                .haveNameMatching(".*\\.(StsRecord|StsPolicy|StsPolicyParser|CachedPolicy|PolicyCache|PolicyDiscovery"
                        + "|PolicyFetch|Flights|RecentFailures|WebClient|WebAnswerReader|TlsRptRecord|DomainNames"
                        + "|DomainReport|PolicyFigures|ReportedPolicy)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.postern\\.(spi\\..*|core\\..*|api\\.(Context|smtp\\..*|config\\..*))")
                .check(classes);
    }

    @Test
    void the_bundle_stands_on_the_api_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.mtasts",
                        "org.postern.reports",
                        "org.postern.spi",
                        "org.postern.api..",
                        "org.postern.idna",
                        "java..",
                        "javax.net.ssl",
                        "org.jspecify..",
                        "org.osgi..",
                        "org.apache.felix.service.command")
                .check(classes);
    }
}
