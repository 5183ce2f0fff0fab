package org.postern.lookupldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;

/// A search, and what it found. For one query.
final class LdapSearch implements SearchResultListener {
    /// How long an answer may be.
    static final int LIMIT = 16 << 20;

    private static final int PAGE = 500;

    @Serial
    private static final long serialVersionUID = 1;

    private final transient LdapQuery query;
    private final Kind kind;
    private final transient EntriesText text;
    private String name = "";
    private int entries;

    /// What is wanted.
    enum Kind {
        /// The attributes of one entry.
        SINGLE,
        /// The attributes of all entries.
        MULTIPLE,
        /// The name of one entry.
        NAME
    }

    LdapSearch(LdapQuery query, Kind kind) {
        this.query = query;
        this.kind = kind;
        text = new EntriesText(query.url().attributes().size());
    }

    /// Searches; nothing if nothing is there.
    Optional<String> run(LDAPConnection connection) throws LDAPException, IOException {
        try {
            search(connection);
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return Optional.empty();
            }
            if (!e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                throw e;
            }
        }
        return value();
    }

    private void search(LDAPConnection connection) throws LDAPException, IOException {
        SearchRequest request = request();
        Optional<ASN1OctetString> cookie = Optional.empty();
        do {
            if (kind == Kind.MULTIPLE) {
                request.setControls(cookie.map(from -> new SimplePagedResultsControl(PAGE, from, false))
                        .orElseGet(() -> new SimplePagedResultsControl(PAGE, false)));
            }
            SearchResult result = connection.search(request);
            if (text.length() > LIMIT) {
                throw new IOException("the answer is longer than " + LIMIT + " bytes");
            }
            cookie = Optional.ofNullable(SimplePagedResultsControl.get(result))
                    .filter(SimplePagedResultsControl::moreResultsToReturn)
                    .map(SimplePagedResultsControl::getCookie);
        } while (cookie.isPresent());
    }

    private SearchRequest request() throws LDAPException, IOException {
        LdapUrl url = query.url();
        SearchRequest request = new SearchRequest(
                this,
                Utf8.decode(url.base()).orElseThrow(() -> new IOException("the base of the LDAP URL is not UTF-8")),
                url.scope(),
                query.dereference(),
                query.number("size"),
                query.number("time"),
                false,
                Filter.create(url.asciiFilter()),
                url.attributes().toArray(String[]::new));
        request.setFollowReferrals(query.followsReferrals());
        return request;
    }

    private Optional<String> value() throws IOException {
        if (kind != Kind.MULTIPLE && entries > 1) {
            throw new IOException(
                    "LDAP search: more than one entry (" + entries + ") was returned (filter not specific enough?)");
        }
        if (kind == Kind.NAME) {
            return entries == 0 ? Optional.empty() : Optional.of(name);
        }
        return text.value();
    }

    /// The name of the last entry; empty if there was none.
    String name() {
        return name;
    }

    @Override
    public void searchEntryReturned(SearchResultEntry entry) {
        entries++;
        name = Utf8.encode(entry.getDN());
        if (text.length() <= LIMIT && (kind == Kind.MULTIPLE || entries == 1)) {
            text.add(entry);
        }
    }

    @Override
    public void searchReferenceReturned(SearchResultReference reference) {
        // It was to be followed, and could not be, or the query does not want it followed.
    }
}
