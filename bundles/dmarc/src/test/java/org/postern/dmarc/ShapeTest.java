package org.postern.dmarc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.dmarc");

    @Test
    void only_the_adapters_know_the_spi() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("DmarcPlugin")
                .and()
                .haveSimpleNameNotStartingWith("DmarcOptions")
                .and()
                .haveNameNotMatching(".*\\.Dmarc(Condition|Control)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postern.spi")
                .check(classes);
    }

    @Test
    void the_core_knows_nothing_of_messages_and_sessions() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.(DmarcEvaluator|Evaluation|Lookups|TreeWalk|SuffixDiscovery|SuffixList|PolicyRecord|TagList|"
                                + "DmarcRequest|DmarcResult|Identifier|DomainNames|Policy|AggregateReport)(\\$.*)?")
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
                        "org.postern.dmarc",
                        "org.postern.reports",
                        "org.postern.spi",
                        "org.postern.api..",
                        "org.postern.idna",
                        "java..",
                        "org.jspecify..",
                        "org.osgi..",
                        "org.apache.felix.service.command")
                .check(classes);
    }
}
