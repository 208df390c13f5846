package dev.lineage.examples;

/** Runs the README's quickstart. */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] args) {
        System.out.println("Lineage quickstart, Java " + Runtime.version().feature());
    }
}
