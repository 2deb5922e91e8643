namespace MusicAuth.Tests.Architecture;

/// <summary>What does not hold a rule yet. These lists only get shorter.</summary>
internal static class KnownExceptions
{
    public static readonly HashSet<string> Constructors =
    [
        "FastPath", "StartupSequence", "RefreshExchange", "TokenRefresher", "CallerAuthenticationHandler",
    ];

    public static readonly HashSet<string> EventIds =
    [
        "Operations 1", "Operations 20", "Operations 30", "Operations 31", "Passthrough 1040", "Passthrough 1041",
        "Passthrough 6101", "Passthrough 6102", "Persistence 1", "Persistence 2", "Persistence 3", "Upstream 1",
        "Upstream 11", "Upstream 12", "Upstream 13", "Upstream 14", "Upstream 20", "Upstream 21", "Vault 1",
        "Vault 10", "Vault 11", "Vault 12", "Vault 2", "Vault 3", "Vault 4", "Vault 5", "Vault 6", "Vault 7",
        "Vault 8", "Vault 9",
    ];

    public static readonly HashSet<string> Words =
    [
        "AccessTokenCache.kept", "AccountRegistration.arrival", "AccountRegistration.standing", "ApiKeyStore.told",
        "AppHealth.Illness", "AppHealth.illness", "AppTokenCache.lack", "AuditAnomalyDetector._told",
        "AuditCursors._seal", "AuditStore.OfNobody", "BackgroundRefreshService.inDoubt", "CacheEntry.Told",
        "CacheStore.TellDropped", "CacheStore.TellEvicted", "CallOutcomeRecorder.governor",
        "CallScheduler.NextDoor", "CallScheduler._doors", "CallScheduler._lane", "CallScheduler.door",
        "CallScheduler.lane", "CallerAuthenticationHandler.told", "CircuitBreaker.StandingOf",
        "CircuitBreaker.standing", "CommandLineSwitches.Told", "ConnectionEndpoints.told", "ConsentChoice.Person",
        "ConsentChoice.person", "ConsentEntry.Person", "ConsentPage.people", "ConsentPage.person",
        "ControlEndpoints.person", "DeezerApi.person", "DeezerAuthorize.nobody", "DeezerAuthorize.person",
        "DeezerCaller.Person", "DeezerCode.Person", "DeezerGrants.person", "DeezerResponseBodies.person",
        "DeezerToken.Person", "DeezerWrites.Person", "DeezerWrites.person", "DeezerWrites.shelf",
        "EncryptedTokenSet.SealedAccessToken", "EncryptedTokenSet.SealedRefreshToken", "EndpointLimits.lane",
        "FastPath.Tell", "FastPath.told", "FaultRule.Person", "GrantChangeNotifier.NotTold",
        "GrantRollbackHandler.Kept", "GrantRollbackHandler.inDoubt", "GrantRollbackHandler.kept",
        "GrantStatus.inDoubt", "GrantStore.told", "HeaderAllowlist.kept", "ICompatibilityMapping.wish",
        "IdentityRemovalStore.told", "IdentityStore.keptSession", "InspectedResponse.LacksBody",
        "KeyRingStore.Reseal", "KnownSessionCache.Kept", "OutboundLimiter.governor", "PassthroughHandler.isKept",
        "PassthroughHandler.kept", "ProviderCallHandler.governor", "ProviderCallSender.governor",
        "ProviderErrorExplainer.mend", "ProviderHealthReport.governor", "ProviderHttp.governor",
        "RateLimitBlockSync.Kept", "RateLimitBlockSync.governor", "Readiness.Tell", "Readiness._told",
        "RedisCacheLevel.TellAway", "RedisCacheLevel.TellBack", "RedisCacheLevel._sealed",
        "RefreshExchange.Condemned", "RefreshStore.inDoubt", "RegistrationRules.arrival",
        "RegistrationRules.standing", "RequestIdentity.Person", "RequestIdentity.PersonOf", "RequestLimits.who",
        "RequestPlan.wish", "RequestTarget.kept", "ResponseCache._shelf", "RevokeConsent.Person",
        "RotateMasterKeyCommand.TellUnreadableAsync", "RotateMasterKeyCommand.UnsealAsync", "SandboxUsers.person",
        "ScopeAdvisor.lacks", "SessionStore.kept", "SessionStore.visit", "SpotifyApi.person",
        "SpotifyAuthorizationFilter.person", "SpotifyAuthorize.nobody", "SpotifyAuthorize.person",
        "SpotifyCall.Person", "SpotifyCaller.Person", "SpotifyCode.Person", "SpotifyConsent.Person",
        "SpotifyGrants.PersonOf", "SpotifyGrants.person", "SpotifyLibrary.oddity", "SpotifyLibrary.person",
        "SpotifyPlaylistItemsMapping.wish", "SpotifyPlaylistWrites.person", "SpotifyRemoveItemsMapping.wish",
        "SpotifyRenamedMembersMapping.wish", "SpotifyResponseBodies.person", "SpotifySavedItems.person",
        "SpotifySavedItemsMapping.wish", "StateFile.kept", "TokenEndpointBreaker.told", "TokenRefresher.inDoubt",
        "TokenRequestSender.governor", "UserConnections.told", "UserEndpoints.everybody", "UserEndpoints.told",
        "UserSlots.Door", "UserSlots.door",
    ];
}
