package org.postern.api.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficClassTest {
    @ParameterizedTest
    @CsvSource({
        "cs0,0",
        "CS1,32",
        "cs7,224",
        "af11,40",
        "af21,72",
        "af43,152",
        "ef,184",
        "lowdelay,16",
        "10,40",
        "0x3f,252"
    })
    void has_the_octet_of_its_name(String name, int octet) {
        assertThat(TrafficClass.parse(name)).contains(new TrafficClass(octet));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "af14", "af50", "cs8", "64", "0x40", "fast", "-1"})
    void anything_else_is_none(String name) {
        assertThat(TrafficClass.parse(name)).isEmpty();
    }
}
