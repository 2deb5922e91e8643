using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Updates;

/// <summary>Asks once a day for the latest release. The request contains nothing about this MusicAuth.</summary>
internal sealed partial class UpdateCheck(
    IOptions<UpdatesOptions> options, IHttpClientFactory clients, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<UpdateCheck> logger)
    : PeriodicService(Interval, lifetime, time)
{
    public const string ClientName = "updates";

    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private readonly TimeProvider _time = time;
    private NewRelease? _newer;

    /// <summary>Null where this MusicAuth is the latest, or where MusicAuth has not asked.</summary>
    public NewRelease? Newer => Volatile.Read(ref _newer);

    protected override Task RunRoundAsync(CancellationToken cancellationToken) =>
        options.Value.Check ? AskAsync(cancellationToken) : Task.CompletedTask;

    protected override void LogFailure(Exception failure) => Log.Failed(logger, failure.Message);

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var release = await client.GetFromJsonAsync<Release>(options.Value.FeedUrl, cancellationToken);
        if (Release.NumbersOf(release?.TagName) is not { } latest)
            Log.Failed(logger, "the answer contains no version");
        else if (latest > Release.NumbersOf(ProductVersion.Text))
            Found(latest.ToString(), release?.HtmlUrl);
        else
            Volatile.Write(ref _newer, null);
    }

    private void Found(string version, string? notesUrl)
    {
        if (Newer?.Version == version)
            return;
        var notes = Uri.TryCreate(notesUrl, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? url
            : null;
        Volatile.Write(ref _newer, new NewRelease(version, notes, _time.GetUtcNow()));
        Log.Found(logger, version, ProductVersion.Text);
    }

    private static partial class Log
    {
        [LoggerMessage(8040, LogLevel.Information, "MusicAuth {Version} is available; this is {Current}")]
        public static partial void Found(ILogger logger, string version, string current);

        [LoggerMessage(8041, LogLevel.Warning, "MusicAuth could not learn of newer releases from Updates:FeedUrl: "
            + "{Reason}. It tries again in a day")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
