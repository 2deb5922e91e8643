namespace MusicAuth.Access;

/// <summary>Section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Who may become a user by signing in.</summary>
    public RegistrationMode Registration { get; set; } = RegistrationMode.Owner;

    /// <summary>As <c>spotify:abc123</c>: provider and account id; for <c>AllowList</c>.</summary>
    public IList<string> AllowedAccounts { get; init; } = [];

    internal IEnumerable<string> Errors()
    {
        if (!Enum.IsDefined(Registration))
            yield return "Access:Registration must be Owner, AllowList or Open.";
        foreach (var account in AllowedAccounts)
        {
            var parts = account.Split(':', 2);
            if (parts.Length != 2 || parts[0] is not ("spotify" or "deezer") || parts[1].Length == 0)
                yield return $"Access:AllowedAccounts: '{account}' must read provider:account id, as spotify:abc123.";
        }

        if (Registration == RegistrationMode.AllowList && AllowedAccounts.Count == 0)
            yield return "Access:Registration is AllowList, but Access:AllowedAccounts is empty: nobody could sign in.";
    }
}

public enum RegistrationMode
{
    /// <summary>The first sign-in owns the instance; later unknown accounts are refused.</summary>
    Owner,

    /// <summary>Only the listed accounts.</summary>
    AllowList,

    /// <summary>Everybody who can reach the instance and sign in at a provider.</summary>
    Open,
}
