using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

/// <summary>Types that few may touch: one line each says which, and who may.</summary>
public sealed class UsageTests
{
    private static readonly Dictionary<string, (string Used, string Users)> Rules = new()
    {
        ["only Vault seals"] = (
            @"^System\.Security\.Cryptography\.(AesGcm|AesCcm|Aes|ChaCha20Poly1305|HKDF|RSA\w*)$",
            // The format of a backup that other tools open.
            Slices.Pattern("Vault") + @"|^MusicAuth\.Backups\.Age\."),
        ["only Vault manages the key ring"] = (
            @"^Microsoft\.AspNetCore\.DataProtection\.((KeyManagement|XmlEncryption|Repositories)\.|.*XmlRepository$)",
            Slices.Pattern("Vault")),
        ["a refresh token is seen only where it is kept, got and handed over"] = (
            @"^MusicAuth\.Grants\.TokenEndpoint\.RefreshToken$", Slices.Pattern("Grants", "Providers", "SignIn")),
        ["the database is asked by stores"] = (
            @"^Microsoft\.EntityFrameworkCore\.",
            Slices.Pattern("Persistence") + @"|(Store|Repository)$|\.("
            + @"MasterKeyLoader|RollbackCounter|RollbackDetector|(Grant|Access)RollbackHandler|"
            + @"DatabaseHealthCheck|(ImportSqlite|RotateMasterKey)Command|ExistingInstance|DoctorVault|"
            + @"RecentSignIn|AccountRegistration|UsedStateCleanup|"
            // A copy of the database.
            + @"EpochStart|SpilledTokens|BackupMaker|RestorePreparation|RestoreCommit|"
            // The transaction of a sign-in, and the events for the exceptions that a transaction throws.
            + @"SignInTransaction|PendingLinkResolver|SignInEvents)$"),
        ["calls leave from the outer ring only"] = (
            @"^System\.Net\.Http\.(HttpClient|IHttpClientFactory)$",
            Slices.Pattern("Providers", "Passthrough", "Notices.Channels", "Operations")),
        ["what calls leave through is made where they are governed"] = (
            @"^System\.Net\.Http\.(HttpMessageInvoker|SocketsHttpHandler|HttpClientHandler)$",
            Slices.Pattern("Upstream", "Providers", "Passthrough", "Notices.Channels.Network", "Operations")),
        ["no HttpContext below the endpoints"] = (
            @"^Microsoft\.AspNetCore\.Http\.(HttpContext|IHttpContextAccessor|HttpRequest|HttpResponse)$",
            // Types that stand between a request and the code that does the work.
            @"(Endpoints|Middleware|Handler|Filter|Module)$|\.("
            + @"ApiKeyValidator|AuditEvent|AuditRecording|BearerToken|BrowserInfo|BufferedResponse|"
            + @"CacheControlRules|CachedResponseWriter|CallbackCoordinator|Caller|CallerAuthenticator|"
            + @"ContinuePage|DuplicateParameters|FastPath|HasValidApiKey|HeadRequests|HeaderAllowlist|IsSetupBrowser|"
            + @"KeyInQueryCheck|LocalBrowserDetector|OpenRequests|OriginCheck|OriginalRequest|"
            + @"PassthroughCache|PassthroughOutcome|PassthroughRoute|PrefetchRequest|ProblemWriter|RestoreUpload|"
            + @"ProviderHandlers|ProviderResponse|RecentSignIn|RequestBodyReader|RequestCookies|"
            + @"RequestTarget|RequestTargetGuard|RequestTrace|ResponseForwarder|ScalarScript|"
            + @"SessionCookie|SetupBrowserCheck|SetupCookie|SignInContext|SignInEvents|NotFoundPage|VersionScript)$"),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_those_use_it_who_may(string rule)
    {
        var (used, users) = Rules[rule];

        Uses(used).Where(use => !IsOneOf(use.User, users)).ShouldBeEmpty(rule);
    }

    [Theory]
    [InlineData(@"^System\.Net\.Http\.HttpClient$", "MusicAuth.Operations.Cli.HealthCommand")]
    [InlineData(@"^Microsoft\.EntityFrameworkCore\.", "MusicAuth.Vault.Rollback.RollbackCounter")]
    [InlineData(@"^Microsoft\.AspNetCore\.Http\.HttpContext$", "MusicAuth.Web.Security.HostFilterMiddleware")]
    [InlineData(@"^MusicAuth\.Grants\.TokenEndpoint\.RefreshToken$", "MusicAuth.Grants.TokenEndpoint.TokenSet")]
    public void The_look_into_the_code_sees_what_is_there(string used, string user) =>
        Uses(used).Select(use => use.User).ShouldContain(user);

    public static IEnumerable<TheoryDataRow<string>> Names() =>
        Rules.Keys.Select(rule => new TheoryDataRow<string>(rule));

    // A mapping is EF by nature; everything nested counts as its outer type.
    private static IEnumerable<(string User, string Used)> Uses(string used) => Slices.House.Types
        .Where(type => type.FullName.StartsWith("MusicAuth.") && !IsMapping(type))
        .SelectMany(type => type.Dependencies.Select(use => (User: OuterOf(type), Used: OuterOf(use.Target))))
        .Where(use => IsOneOf(use.Used, used))
        .Distinct();

    private static bool IsOneOf(string name, string pattern) =>
        Regex.IsMatch(name, pattern, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    private static bool IsMapping(IType type) =>
        type.ImplementedInterfaces.Any(port => port.Name.StartsWith("IEntityTypeConfiguration"));

    private static string OuterOf(IType type) => type.FullName.Split('+', '/', '`', '<')[0];
}
