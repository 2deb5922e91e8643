using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Cursors;

public sealed class CursorTests
{
    private readonly LibraryHarness _library = new(
        new FakeMusicSource("spotify", 50) { Entries = FakeMusicSource.Items("s", 60) },
        new FakeMusicSource("deezer", 100) { Entries = FakeMusicSource.Items("d", 60) });

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not a cursor")]
    [InlineData("AAAA")]
    [InlineData("https://evil.example/")]
    public async Task The_problem_of_an_invalid_cursor_names_the_parameter(string cursor) =>
        await ShouldBeRefused(_library.Playlists(cursor: cursor));

    [Fact]
    public async Task A_long_invalid_cursor_is_refused() =>
        await ShouldBeRefused(_library.Playlists(cursor: new string('A', 100_000)));

    [Fact]
    public async Task A_cursor_with_one_changed_character_is_refused()
    {
        var cursor = await First();
        var middle = cursor.Length / 2;
        var changed = cursor[..middle] + (cursor[middle] == 'A' ? 'B' : 'A') + cursor[(middle + 1)..];

        await ShouldBeRefused(_library.Playlists(cursor: changed));
    }

    [Fact]
    public async Task A_cursor_of_another_user_is_refused()
    {
        var cursor = await First();
        _library.User = Guid.NewGuid();

        await ShouldBeRefused(_library.Playlists(cursor: cursor));
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        await ShouldBeRefused(_library.Favorites(cursor: await First()));
        await ShouldBeRefused(_library.Tracks("deezer", "1", cursor: await First()));
    }

    [Fact]
    public async Task A_cursor_of_another_playlist_is_refused()
    {
        var page = await _library.Tracks("deezer", "1", limit: 10);
        var cursor = UnifiedPageExtensions.CursorOf(page.Next!);

        await ShouldBeRefused(_library.Tracks("deezer", "2", cursor: cursor));
        await ShouldBeRefused(_library.Tracks("spotify", "1", cursor: cursor));
    }

    [Fact]
    public async Task A_provider_that_contradicts_the_cursor_is_refused()
    {
        var page = await _library.Playlists(limit: 10, provider: "spotify");

        var cursor = UnifiedPageExtensions.CursorOf(page.Next!);
        await ShouldBeRefused(_library.Playlists(provider: "deezer", cursor: cursor));
        await ShouldBeRefused(_library.Playlists(provider: "spotify", cursor: await First()));
    }

    [Fact]
    public async Task The_cursor_keeps_the_provider()
    {
        var page = await _library.Playlists(limit: 55, provider: "spotify");

        var rest = await _library.Playlists(cursor: UnifiedPageExtensions.CursorOf(page.Next!));

        rest.Ids().ShouldBe(["s55", "s56", "s57", "s58", "s59"]);
    }

    [Fact]
    public async Task A_cursor_reveals_no_content()
    {
        var page = await _library.Tracks("deezer", "4242", limit: 10);

        var decoded = System.Text.Encoding.UTF8.GetString(
            System.Buffers.Text.Base64Url.DecodeFromChars(UnifiedPageExtensions.CursorOf(page.Next!)));

        decoded.ShouldNotContain("4242");
        decoded.ShouldNotContain("deezer");
    }

    private async Task<string> First() => UnifiedPageExtensions.CursorOf((await _library.Playlists(limit: 10)).Next!);

    private static async Task ShouldBeRefused(Task page)
    {
        var problem = await Should.ThrowAsync<ProblemException>(page);
        problem.Problem.ShouldBe(ProblemCode.InvalidParameter);
        problem.Message.ShouldContain("cursor");
    }
}
