namespace MusicAuth.Setup;

/// <summary>Validates the credentials of a new app as the start validates those of the configuration.</summary>
internal static class NewProviderApp
{
    private const int MaxIdLength = 200;
    private const int MaxSecretLength = 500;

    /// <param name="request">The values that the owner entered.</param>
    /// <param name="storedSecret">The secret that a request without one keeps, for a client id.</param>
    /// <param name="displayName">The provider's name in sentences.</param>
    /// <param name="requiresSecret">Whether the provider has no public clients.</param>
    /// <exception cref="ProblemException">invalid_parameter, naming the member.</exception>
    public static AppCredentials From(
        ProviderAppRequest request, Func<string, string?> storedSecret, string displayName, bool requiresSecret)
    {
        var id = Parse("client_id", request.ClientId, MaxIdLength);
        var secret = request.ClientSecret is null
            ? storedSecret(id) ?? ""
            : Parse("client_secret", request.ClientSecret, MaxSecretLength);
        if (id.Length == 0)
            throw Invalid($"client_id is missing. Copy it from the page of your app at {displayName}.");
        if (id.Contains(':', StringComparison.Ordinal))
            throw Invalid("client_id contains a colon. Copy only the client id.");
        if (requiresSecret && secret.Length == 0)
            throw Invalid($"client_secret is missing. {displayName} requires a client secret.");
        return new AppCredentials(id, secret.Length == 0 ? null : secret);
    }

    private static string Parse(string member, string? value, int maxLength)
    {
        var text = SettingValueCheck.Trim(value ?? "");
        if (text.Length > maxLength)
            throw Invalid($"{member} is longer than {maxLength} characters. Copy only the value.");
        var errors = SettingValueCheck.FindErrors(SettingFormat.Credential, text);
        return errors.Count == 0
            ? text
            : throw Invalid($"{member} contains {string.Join(" and ", errors)}. "
                + SettingValueCheck.Remedy(SettingFormat.Credential));
    }

    private static ProblemException Invalid(string sentence) => new(ProblemCode.InvalidParameter, sentence);
}
