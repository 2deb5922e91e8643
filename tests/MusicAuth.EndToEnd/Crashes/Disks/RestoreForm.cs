using System.Net;

namespace MusicAuth.EndToEnd.Crashes.Disks;

/// <summary>The form of the first page with which a browser on this machine restores a backup.</summary>
internal sealed class RestoreForm : HttpClient
{
    private readonly Uri _broker;

    public RestoreForm(Uri broker)
        : base(new SocketsHttpHandler { UseProxy = false, CookieContainer = new CookieContainer() }) =>
        BaseAddress = _broker = broker;

    public async Task OpenAsync() => await GetStringAsync(new Uri("/", UriKind.Relative));

    public async Task<(HttpStatusCode Status, string Text)> SendAsync(string file)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/setup/restore")
        {
            Content = new MultipartFormDataContent
            {
                { new ByteArrayContent(await File.ReadAllBytesAsync(file)), "file", "backup.age" },
                { new StringContent(BackupSource.Passphrase), "passphrase" },
            },
        };
        request.Headers.Add("Origin", _broker.GetLeftPart(UriPartial.Authority));
        using var response = await SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>OK while the instance has no users.</summary>
    public async Task<HttpStatusCode> SetupStatusAsync()
    {
        using var response = await GetAsync(new Uri("/setup/providers", UriKind.Relative));
        return response.StatusCode;
    }
}
