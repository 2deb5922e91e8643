using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Library.Pictures;

public sealed class PictureCacheTests : IDisposable
{
    private static readonly AccountPicture Picture = new("image/png", new byte[] { 0x89 });
    private static readonly PictureKey Spotify = new(Guid.NewGuid(), "spotify", Guid.NewGuid(), "1");
    private static readonly PictureKey Deezer = Spotify with { Provider = "deezer", GrantId = Guid.NewGuid() };
    private static readonly PictureKey OtherUser = Spotify with { UserId = Guid.NewGuid(), GrantId = Guid.NewGuid() };

    private readonly PictureCache _cache = new(TimeProvider.System);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task A_changed_connection_drops_its_picture_and_no_other()
    {
        AddAll(Picture);

        await _cache.ConnectionChangedAsync(Spotify.UserId, "spotify", CancellationToken.None);

        Stored().ShouldBe([Deezer, OtherUser]);
    }

    [Fact]
    public async Task A_change_of_all_connections_drops_all_pictures_of_the_user()
    {
        AddAll(Picture);

        await _cache.ConnectionChangedAsync(Spotify.UserId, provider: null, CancellationToken.None);

        Stored().ShouldBe([OtherUser]);
    }

    [Fact]
    public async Task A_renewed_consent_drops_the_note_that_there_is_no_picture()
    {
        AddAll(picture: null);

        await ((IGrantChangeHandler)_cache).ConsentRenewedAsync(Spotify.UserId, "spotify", CancellationToken.None);

        Stored().ShouldBe([Deezer, OtherUser]);
    }

    [Fact]
    public async Task A_picture_whose_fetch_began_before_a_change_is_not_stored()
    {
        var before = _cache.Version;
        await _cache.ConnectionChangedAsync(Spotify.UserId, "spotify", CancellationToken.None);

        _cache.Add(Spotify, Picture, before);
        _cache.Count.ShouldBe(0);

        _cache.Add(Spotify, Picture, _cache.Version);
        Stored().ShouldBe([Spotify]);
    }

    private void AddAll(AccountPicture? picture)
    {
        foreach (var key in (PictureKey[])[Spotify, Deezer, OtherUser])
            _cache.Add(key, picture, _cache.Version);
        Stored().ShouldBe([Spotify, Deezer, OtherUser]);
    }

    private PictureKey[] Stored() =>
        [.. ((PictureKey[])[Spotify, Deezer, OtherUser]).Where(key => _cache.TryGet(key, out _))];
}
