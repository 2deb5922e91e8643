namespace MusicAuth.Providers;

/// <summary>Finds the address of the picture in a profile, and downloads it from an image server.</summary>
internal abstract class ProviderPictures(
    ProviderApi api, PictureDownloader downloader, string path, params string[] imageHosts) : IAccountPictureSource
{
    public string Provider => api.Provider;

    public async Task<AccountPicture?> FindAsync(SourceAccess access, CancellationToken cancellationToken)
    {
        var link = await api.GetAsync(
            access, "picture", path, body => new PictureLink(ReadUrl(body)), cancellationToken);
        return Uri.TryCreate(link.Url, UriKind.Absolute, out var address) && IsAllowed(address)
            ? await downloader.FindAsync(address, cancellationToken)
            : null;
    }

    protected abstract string? ReadUrl(ReadOnlySpan<byte> profile);

    /// <summary>Whether this server fetches from the address, which comes from the provider's response.</summary>
    internal bool IsAllowed(Uri address) => address.UserInfo.Length == 0
        && ((address is { Scheme: "https", IsDefaultPort: true } && IsImageHost(address.IdnHost))
            || IsSandbox(address));

    private bool IsImageHost(string host) => Array.Exists(
        imageHosts, name => host == name || host.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase));

    // A simulated provider on this machine also serves its pictures.
    private bool IsSandbox(Uri address) => new Uri(api.BaseUrl) is { IsLoopback: true } baseUrl
        && address.GetLeftPart(UriPartial.Authority) == baseUrl.GetLeftPart(UriPartial.Authority);
}
