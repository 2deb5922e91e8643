using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

/// <summary>Types that only few types can use: a pattern for the used types, and one for their users.</summary>
public sealed class UsageTests
{
    private static readonly Dictionary<string, (string Used, string Users)> Rules = new()
    {
        ["only Vault encrypts"] = (
            @"^System\.Security\.Cryptography\.(AesGcm|AesCcm|Aes|ChaCha20Poly1305|HKDF|RSA\w*)$",
            // The format of a backup, which other tools can read.
            Slices.Pattern("Vault") + @"|^MusicAuth\.Backups\.Age\."),
        ["only Vault manages the key ring"] = (
            @"^Microsoft\.AspNetCore\.DataProtection\.((KeyManagement|XmlEncryption|Repositories)\.|.*XmlRepository$)",
            Slices.Pattern("Vault")),
        ["only the slices that store, get or send refresh tokens use their type"] = (
            @"^MusicAuth\.Grants\.TokenEndpoint\.RefreshToken$", Slices.Pattern("Grants", "Providers", "SignIn")),
        ["only stores and the listed types use EF Core"] = (
            @"^Microsoft\.EntityFrameworkCore\.",
            Slices.Pattern("Persistence") + @"|(Store|Repository)$|\.("
            + @"MasterKeyLoader|RollbackCounter|RollbackDetector|(Grant|Access|Calendar)RollbackHandler|"
            + @"DatabaseHealthCheck|ImportSqliteCommand|DoctorVault|"
            + @"AccountRegistration|UsedStateCleanup|"
            // Types that work on a copy of the database.
            + @"EpochStart|SpilledTokens|BackupCollector|RestorePreparation|RestoreCommit|"
            // The transaction of a sign-in, and the events for exceptions in it.
            + @"SignInCompletion|PendingLinkResolver|SignInEvents)$"),
        ["only the outer slices make HTTP calls"] = (
            @"^System\.Net\.Http\.(HttpClient|IHttpClientFactory)$",
            Slices.Pattern("Providers", "Passthrough", "Notices.Channels", "Operations")),
        ["only the slices that limit HTTP calls create HTTP handlers"] = (
            @"^System\.Net\.Http\.(HttpMessageInvoker|SocketsHttpHandler|HttpClientHandler)$",
            Slices.Pattern("Upstream", "Providers", "Passthrough", "Notices.Channels.Network", "Operations")),
        ["only endpoints and the listed types use HttpContext"] = (
            @"^Microsoft\.AspNetCore\.Http\.(HttpContext|IHttpContextAccessor|HttpRequest|HttpResponse)$",
            // Types between a request and the code that handles it.
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
    public void Only_allowed_types_use_the_type(string rule)
    {
        var (used, users) = Rules[rule];

        Uses(used).Where(use => !IsOneOf(use.User, users)).ShouldBeEmpty(rule);
    }

    [Theory]
    [InlineData(@"^System\.Net\.Http\.HttpClient$", "MusicAuth.Operations.Cli.HealthCommand")]
    [InlineData(@"^Microsoft\.EntityFrameworkCore\.", "MusicAuth.Vault.Rollback.RollbackCounter")]
    [InlineData(@"^Microsoft\.AspNetCore\.Http\.HttpContext$", "MusicAuth.Web.Security.HostFilterMiddleware")]
    [InlineData(@"^MusicAuth\.Grants\.TokenEndpoint\.RefreshToken$", "MusicAuth.Grants.TokenEndpoint.TokenSet")]
    public void The_analysis_finds_existing_uses(string used, string user) =>
        Uses(used).Select(use => use.User).ShouldContain(user);

    public static IEnumerable<TheoryDataRow<string>> Names() =>
        Rules.Keys.Select(rule => new TheoryDataRow<string>(rule));

    // An entity mapping always uses EF. A nested type counts as its outer type.
    private static IEnumerable<(string User, string Used)> Uses(string used) => Slices.Code.Types
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
