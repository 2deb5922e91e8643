using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>
/// A test of custody alone. The provider rotates strictly (PROVIDERS 0.2): whatever a test does, no refresh token is
/// used twice, unless the test says how often.
/// </summary>
public abstract class CustodyTest : IAsyncLifetime
{
    protected CustodyUnderTest Custody { get; private set; } = null!;

    /// <summary>How often the test makes a replaced refresh token come again.</summary>
    protected int ExpectedReuse { get; set; }

    public async ValueTask InitializeAsync()
    {
        Custody = await CustodyUnderTest.StartAsync();
        await PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var reuse = Custody.Spotify.Reuse + Custody.Deezer.Reuse;
        await Custody.DisposeAsync();
        reuse.ShouldBe(ExpectedReuse, "a refresh token came again that the provider had replaced");
    }

    /// <summary>An id as EF writes it into SQLite, for SQL of a test's own.</summary>
    protected static string Sql(Guid id) => $"'{id.ToString().ToUpperInvariant()}'";

    /// <summary>What every test of the class begins with.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;
}
