namespace MusicAuth.Access;

/// <summary>Section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Which accounts can register.</summary>
    public RegistrationMode Registration { get; set; } = RegistrationMode.Owner;

    /// <summary>
    /// For <c>AllowList</c>: provider and account id, such as <c>spotify:abc123</c>. The owner can let in more on the
    /// page.
    /// </summary>
    public string[] AllowedAccounts { get; set; } = [];

    /// <summary>After how many days without a request a session ends.</summary>
    public int SessionIdleDays { get; set; } = 30;

    /// <summary>After how many days a session ends in any case.</summary>
    public int SessionDays { get; set; } = 180;

    /// <summary>The requests per minute of a session or key; 0 is no limit.</summary>
    public int CallerRequestsPerMinute { get; set; } = 6000;

    /// <summary>The requests per minute of a network without a valid session or key; 0 is no limit.</summary>
    public int AnonymousRequestsPerMinute { get; set; } = 300;

    // One environment variable for the list: Access__AllowedAccounts=spotify:abc123,deezer:123456.
    internal void ReadListFrom(IConfigurationSection section)
    {
        if (section[nameof(AllowedAccounts)] is { } list && !string.IsNullOrWhiteSpace(list))
            AllowedAccounts = list.Split([',', ';', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        AllowedAccounts = [.. AllowedAccounts.Select(account => account.Trim())];
    }

    // Browsers shorten a longer cookie lifetime.
    private const int MaxSessionDays = 400;

    internal IEnumerable<string> Errors()
    {
        if (SessionDays is < 1 or > MaxSessionDays)
            yield return $"Access:SessionDays must be a whole number of days from 1 to {MaxSessionDays}.";
        if (SessionIdleDays is < 1 or > MaxSessionDays)
            yield return $"Access:SessionIdleDays must be a whole number of days from 1 to {MaxSessionDays}.";
        else if (SessionIdleDays > SessionDays)
            yield return "Access:SessionIdleDays must not be greater than Access:SessionDays. Lower "
                + "Access:SessionIdleDays or raise Access:SessionDays.";
        if (CallerRequestsPerMinute < 0)
            yield return "Access:CallerRequestsPerMinute must be a number of requests, or 0 for no limit.";
        if (AnonymousRequestsPerMinute < 0)
            yield return "Access:AnonymousRequestsPerMinute must be a number of requests, or 0 for no limit.";
        if (!Enum.IsDefined(Registration))
            yield return "Access:Registration must be Owner, AllowList or Open.";
        foreach (var account in AllowedAccounts.Where(account => !IsAccount(account)))
            yield return $"Access:AllowedAccounts: '{account}' must have the form provider:account-id, for example "
                + "spotify:abc123 or deezer:123456. Write the provider in lower case and the exact id without spaces, "
                + "quotes or *.";
    }

    // Spotify writes the URI of a profile as spotify:user:abc123, which is no account id.
    private static bool IsAccount(string account) =>
        account.Split(':') is [var provider, { Length: > 0 } id] && ProviderNames.IsKnown(provider)
        && !id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '*' or '"' or '\'' or ',' or '/');
}
