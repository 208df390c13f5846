/**
 * The registry's implementation, found by {@link java.util.ServiceLoader}; it exports nothing.
 */
// JGit is an automatic module.
@SuppressWarnings("requires-automatic")
@org.jspecify.annotations.NullMarked
module dev.lineage.core {
    requires dev.lineage.api;
    requires org.bouncycastle.provider;
    requires org.eclipse.jgit;
    requires org.slf4j;

    uses dev.lineage.spi.JarRepository;

    provides dev.lineage.spi.RegistryProvider with
            dev.lineage.core.internal.CoreRegistryProvider;
    provides dev.lineage.spi.StoreProvider with
            dev.lineage.core.internal.memory.MemoryStoreProvider;
}
