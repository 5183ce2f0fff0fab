package org.postern.dkim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final String CORE =
            ".*\\.(MessageVerifier|MessageSigner|DkimSignature|SignatureResult|Finding|Identity"
                    + "|SigningRequest|SignedNames|SigningNames|VerifyRules)(\\$.*)?";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.postern.dkim");

    @Test
    void what_verifies_and_signs_knows_nothing_of_plugins_sessions_and_configurations() {
        noClasses()
                .that()
                .haveNameMatching(CORE)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.postern\\.(spi\\..*|core\\..*|api\\.(Context|smtp\\..*|config\\.(?!Lists).*))")
                .check(classes);
    }

    @Test
    void the_bundle_stands_on_the_api_and_its_library_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.postern.dkim",
                        "org.postern.signatures",
                        "org.postern.spi",
                        "org.postern.api..",
                        "org.postern.idna",
                        "java..",
                        "org.jspecify..",
                        "org.osgi..")
                .check(classes);
    }
}
