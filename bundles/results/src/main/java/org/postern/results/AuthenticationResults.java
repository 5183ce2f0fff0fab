package org.postern.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.results.MethodResult.Property;

/// The value of an Authentication-Results field (RFC 8601, 2.2).
///
/// @param servId who says it: the authentication service identifier, without quotes
/// @param version of the syntax, or the empty string
/// @param results what it says; empty for `none`
public record AuthenticationResults(String servId, String version, List<MethodResult> results) {
    /// The name of the field.
    public static final String FIELD = "Authentication-Results";

    /// How many results a field may have.
    public static final int MAX_RESULTS = 500;

    /// How many properties a result may have.
    public static final int MAX_PROPERTIES = 100;

    /// The results cannot be changed.
    public AuthenticationResults {
        results = List.copyOf(results);
    }

    /// Reads a value as strictly as the RFC has it.
    public static AuthenticationResults parse(String value) throws ResultsException {
        ResultsScanner scanner = new ResultsScanner(value);
        scanner.skip();
        String servId = scanner.value();
        boolean apart = scanner.skip();
        String version = "";
        if (apart && !scanner.at(';') && !scanner.atEnd()) {
            version = scanner.digits();
            scanner.skip();
        }
        return new AuthenticationResults(servId, version, results(scanner));
    }

    /// Who a value claims to be from, even if the rest of it is not as the RFC has it: what stands before the
    /// first semicolon or white space, without comments and quotes. Empty if there is nothing.
    public static Optional<String> claimedServId(String value) {
        return new ResultsScanner(value).claimedValue();
    }

    private static List<MethodResult> results(ResultsScanner scanner) throws ResultsException {
        List<MethodResult> results = new ArrayList<>();
        boolean none = false;
        do {
            scanner.expect(';');
            scanner.skip();
            int start = scanner.position();
            String method = scanner.keyword();
            scanner.skip();
            if (method.equals("none") && results.isEmpty() && scanner.atEnd()) {
                none = true;
            } else {
                results.add(result(scanner, method, start));
            }
            scanner.limit(results.size() <= MAX_RESULTS, "too many results");
        } while (!none && !scanner.atEnd());
        return results;
    }

    private static MethodResult result(ResultsScanner scanner, String method, int start) throws ResultsException {
        String version = "";
        if (scanner.at('/')) {
            scanner.expect('/');
            scanner.skip();
            version = scanner.digits();
            scanner.skip();
        }
        scanner.expect('=');
        scanner.skip();
        String result = scanner.keyword();
        boolean apart = scanner.skip();
        String reason = "";
        List<Property> properties = new ArrayList<>();
        while (!scanner.at(';') && !scanner.atEnd()) {
            scanner.limit(apart, "white space is missing");
            scanner.limit(properties.size() < MAX_PROPERTIES, "too many properties");
            String word = scanner.keyword();
            scanner.skip();
            if (word.equals("reason") && reason.isEmpty() && properties.isEmpty() && scanner.at('=')) {
                scanner.expect('=');
                scanner.skip();
                reason = scanner.value();
            } else {
                properties.add(property(scanner, word));
            }
            apart = scanner.skip();
        }
        return new MethodResult(method, version, result, reason, properties, scanner.from(start));
    }

    private static Property property(ResultsScanner scanner, String type) throws ResultsException {
        scanner.expect('.');
        scanner.skip();
        String name = scanner.keyword();
        scanner.skip();
        scanner.expect('=');
        scanner.skip();
        return new Property(type, name, scanner.propertyValue());
    }
}
