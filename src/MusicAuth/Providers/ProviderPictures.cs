namespace MusicAuth.Providers;

/// <summary>Finds the address of the picture in a profile, and downloads it from an image server.</summary>
internal sealed class ProviderPictures(
    ProviderApi api, ProviderProfileClient profiles, PictureDownloader downloader, IReadOnlyList<string> imageHosts)
    : IAccountPictureSource
{
    public string Provider => api.Provider;

    public async Task<AccountPicture?> FindAsync(SourceAccess access)
    {
        var profile = await profiles.ReadAsync(access, "picture");
        return Uri.TryCreate(profile.PictureUrl, UriKind.Absolute, out var address) && IsAllowed(address)
            ? await downloader.FindAsync(address)
            : null;
    }

    /// <summary>Whether this server fetches from the address, which comes from the provider's response.</summary>
    internal bool IsAllowed(Uri address) => address.UserInfo.Length == 0
        && ((address is { Scheme: "https", IsDefaultPort: true } && IsImageHost(address.IdnHost))
            || IsSandbox(address));

    private bool IsImageHost(string host) => imageHosts.Any(name =>
        host == name || host.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase));

    // A simulated provider on this machine also serves its pictures.
    private bool IsSandbox(Uri address) => new Uri(api.BaseUrl) is { IsLoopback: true } baseUrl
        && address.GetLeftPart(UriPartial.Authority) == baseUrl.GetLeftPart(UriPartial.Authority);
}
