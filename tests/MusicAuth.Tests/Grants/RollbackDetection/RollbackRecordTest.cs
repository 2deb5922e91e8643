using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>A test of the rollback record beside the master key.</summary>
public abstract class RollbackRecordTest : GrantsTest
{
    private protected VaultOptions Vault => Grants.Get<IOptions<VaultOptions>>().Value;

    protected bool IsStopping => Grants.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    protected Task<bool> WriteAsync() => Grants.Get<RollbackRecordWriter>().WriteAsync(CancellationToken.None);

    private protected RollbackRecordWriter NewWriter(RollbackRecordFile file) => new(
        Grants.Get<RollbackRecordStore>(), Grants.Get<RollbackCounter>(), file, Grants.Get<DerivedKeySet>(),
        Grants.Get<IHostApplicationLifetime>(), Grants.Get<ILogger<RollbackRecordWriter>>());
}
