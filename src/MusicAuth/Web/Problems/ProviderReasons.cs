namespace MusicAuth.Web.Problems;

/// <summary>The reasons on the wire that a provider's own errors have.</summary>
internal static class ProviderReasons
{
    public const string InvalidClient = "invalid_client";
    public const string PremiumLapsed = "premium_lapsed";
    public const string AppDisabled = "app_disabled";
    public const string QuotaExceeded = "quota_exceeded";
    public const string UserNotRegistered = "user_not_registered";
    public const string MissingScope = "missing_scope";
}
