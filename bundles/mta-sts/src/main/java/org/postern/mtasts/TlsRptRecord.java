package org.postern.mtasts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The TXT record that says where a domain wants reports (RFC 8460, 3).
///
/// @param places the places, in order; at least one
record TlsRptRecord(List<ReportPlace> places) {
    private static final Pattern VERSION = Pattern.compile("v=TLSRPTv1[ \t]*;.*", Pattern.DOTALL);
    private static final Pattern DELIMITER = Pattern.compile("[ \t]*;[ \t]*");
    private static final String PLACES = "rua=";
    private static final int MAX_LENGTH = 8_192;
    private static final int MAX_PLACES = 5;

    /// The places cannot be changed.
    TlsRptRecord {
        places = List.copyOf(places);
    }

    /// The record among those at the name: the only one that begins with the version, if it names a place. At
    /// most five places count, and of two fields with places the first.
    static Optional<TlsRptRecord> of(List<String> texts) {
        List<String> candidates =
                texts.stream().filter(text -> VERSION.matcher(text).matches()).toList();
        return candidates.size() == 1 && candidates.getFirst().length() <= MAX_LENGTH
                ? parse(candidates.getFirst())
                : Optional.empty();
    }

    private static Optional<TlsRptRecord> parse(String text) {
        for (String field : DELIMITER.split(text, -1)) {
            if (field.startsWith(PLACES)) {
                List<ReportPlace> places = places(field.substring(PLACES.length()));
                return places.isEmpty() ? Optional.empty() : Optional.of(new TlsRptRecord(places));
            }
        }
        return Optional.empty();
    }

    private static List<ReportPlace> places(String list) {
        List<ReportPlace> places = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            Optional<ReportPlace> place = ReportPlace.parse(item.strip());
            if (place.isPresent() && places.size() < MAX_PLACES && !places.contains(place.get())) {
                places.add(place.get());
            }
        }
        return places;
    }
}
