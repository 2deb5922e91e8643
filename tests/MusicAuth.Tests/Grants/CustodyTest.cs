using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>A test of custody alone.</summary>
public abstract class CustodyTest : IAsyncLifetime
{
    protected CustodyUnderTest Custody { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Custody = await CustodyUnderTest.StartAsync();
        await PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Custody.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An id as EF writes it into SQLite, for SQL of a test's own.</summary>
    protected static string Sql(Guid id) => $"'{id.ToString().ToUpperInvariant()}'";

    /// <summary>What every test of the class begins with.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;
}
