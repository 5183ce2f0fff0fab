package org.postern.filters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postern.api.config.Option;
import org.postern.spi.Contribution;

class FiltersPluginTest {
    private final FiltersPlugin plugin = new FiltersPlugin();

    @Test
    void contributes_two_languages_and_the_variables_of_filters() {
        assertThat(plugin.contributions().stream().map(Contribution::name))
                .contains("exim", "sieve", "thisaddress", "n0", "n9", "sn0", "sn9")
                .hasSize(23);
    }

    @Test
    void adds_options_to_redirect_routers() {
        assertThat(plugin.options()).singleElement().satisfies(set -> {
            assertThat(set.driver()).isEqualTo("redirect");
            assertThat(set.options().stream().map(Option::name))
                    .containsExactlyInAnyOrder(
                            "filter_prepend_home",
                            "forbid_exim_filter",
                            "forbid_filter_dlfunc",
                            "forbid_filter_existstest",
                            "forbid_filter_logwrite",
                            "forbid_filter_lookup",
                            "forbid_filter_perl",
                            "forbid_filter_readfile",
                            "forbid_filter_readsocket",
                            "forbid_filter_run",
                            "forbid_sieve_filter",
                            "sieve_enotify_mailto_owner",
                            "sieve_inbox",
                            "sieve_subaddress",
                            "sieve_useraddress",
                            "sieve_vacation_directory");
        });
    }
}
