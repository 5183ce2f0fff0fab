package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConfigurationTest {
    private static World world() {
        return World.standard()
                .with(new FakePlugin("drivers")
                        .with(
                                Words.router("accept", _ -> (_, _) -> new org.postern.spi.Router.Result.Decline()),
                                Words.transport("appendfile", _ -> _ -> java.util.Map.of(), Words.FILE, Words.CREATE))
                        .with(org.postern.core.GenericOptions.all().toArray(org.postern.spi.OptionSet[]::new)));
    }

    @Test
    void names_five_mistakes_with_their_places() {
        assertThat(world().problems("""
                        primary_hostnam = x
                        acl_smtp_rcpt = check_rcp
                        domainlist local = a : +remote

                        begin acl
                        check_rcpt:
                          acept domains = +local
                          deny condition = ${if eq{a}{b}
                        begin routers
                        r:
                          driver = acept
                        """)).isEqualTo("""
                        test.conf:1: main: primary_hostnam: no plugin offers the main option primary_hostnam; did you mean primary_hostname?
                        test.conf:2: main: acl_smtp_rcpt: there is no ACL check_rcp; did you mean check_rcpt?
                        test.conf:3: main: domainlist local: unknown named domain list "+remote"
                        test.conf:7: acl: check_rcpt: acept: not a verb (accept, defer, deny, discard, drop, require, warn); did you mean accept?
                        test.conf:8: acl check_rcpt: condition: missing or misplaced { or } - could be header name not terminated by colon
                        test.conf:11: router r: driver = acept: no plugin offers the router driver acept; did you mean accept?""");
    }
}
