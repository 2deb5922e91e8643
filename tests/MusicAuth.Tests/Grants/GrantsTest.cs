using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants;

/// <summary>
/// A test of the Grants slice alone. The provider rotates strictly: a test sends a replaced refresh
/// token only if it sets <see cref="ExpectedReuse"/>.
/// </summary>
public abstract class GrantsTest : IAsyncLifetime
{
    protected GrantsUnderTest Grants { get; private set; } = null!;

    /// <summary>The number of times that the test sends a replaced refresh token.</summary>
    protected int ExpectedReuse { get; set; }

    public async ValueTask InitializeAsync()
    {
        Grants = await GrantsUnderTest.StartAsync();
        await PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var reuse = Grants.Spotify.Reuse + Grants.Deezer.Reuse;
        await Grants.DisposeAsync();
        reuse.ShouldBe(ExpectedReuse, "tests send a replaced refresh token only where they expect it");
    }

    /// <summary>An id in the form that EF writes to SQLite.</summary>
    protected static string Sql(Guid id) => $"'{id.ToString().ToUpperInvariant()}'";

    /// <summary>Runs before each test of the class.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;
}
