package org.postern.routers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.spi.Contribution;
import org.postern.spi.Router.Result;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMachine;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class RoutersPluginTest {
    @Test
    void contributes_the_routers() {
        assertThat(new RoutersPlugin(FakeDns.of(""), TestMachine.of(), TestMachine.of(), TestMachine.of())
                        .contributions())
                .extracting(Contribution::name)
                .containsExactly(
                        "accept", "dnslookup", "manualroute", "redirect", "ipliteral", "iplookup", "queryprogram");
    }

    @Test
    void accepts_whatever_comes() throws ExpansionException {
        assertThat(new AcceptDriver()
                        .create(TestSettings.block("local"))
                        .route(TestRecipient.of("x@y.example"), TestContext.create()))
                .isEqualTo(new Result.Accept(Optional.empty(), List.of()));
    }
}
