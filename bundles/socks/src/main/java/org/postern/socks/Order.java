package org.postern.socks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// In which order proxies are tried: by priority, and at random by weight among those of one.
///
/// @param random where chance comes from
record Order(RandomGenerator random) {
    /// The proxies in an order of this time.
    List<SocksProxy> of(List<SocksProxy> proxies) {
        List<SocksProxy> left = new ArrayList<>(proxies);
        left.sort(Comparator.comparingInt(SocksProxy::priority).reversed());
        List<SocksProxy> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            ordered.add(left.remove(next(left)));
        }
        return List.copyOf(ordered);
    }

    private int next(List<SocksProxy> left) {
        int priority = left.getFirst().priority();
        List<SocksProxy> equals =
                left.stream().filter(proxy -> proxy.priority() == priority).toList();
        int drawn = random.nextInt(equals.stream().mapToInt(SocksProxy::weight).sum());
        for (int i = 0; i < equals.size(); i++) {
            drawn -= equals.get(i).weight();
            if (drawn < 0) {
                return i;
            }
        }
        throw new IllegalStateException();
    }
}
