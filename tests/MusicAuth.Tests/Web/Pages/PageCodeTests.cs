using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Pages;

/// <summary>The page has a text for every code that the server can send to it.</summary>
public sealed partial class PageCodeTests
{
    // Requests of the page have a known method and type, and bodies that are small and sent at once.
    private static readonly string[] NeverOnThePage =
        ["method_not_allowed", "request_timeout", "body_too_large", "unsupported_media_type"];

    // Codes of endpoints without entries, and codes that the sentence of the entry expresses itself.
    private static readonly string[] NeverInTheAuditLog =
    [
        "configured_elsewhere", "last_identity", "limit_reached", "method_not_allowed", "not_empty",
        "unsupported_media_type", "cross_site_request", "fresh_sign_in_required", "insufficient_scope",
    ];

    // Outcomes that are no problem codes.
    private static readonly string[] OwnOutcomes = ["key_in_address", "not_delivered", "sign_in_refused"];

    private static readonly PageDictionary English = PageDictionary.Read("en");

    [Fact]
    public void Every_problem_code_that_a_page_can_meet_has_a_text()
    {
        var codes = typeof(ProblemCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<ProblemCode>().Select(problem => problem.Code).ToList();

        codes.Count.ShouldBeGreaterThan(25);
        codes.Except(NeverOnThePage)
            .Where(code => !Has($"problems.codes.{code}") && !Has(KeyOfItsOwn(code))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_code_of_a_to_do_item_has_a_title_and_a_detail()
    {
        List<string> codes = [.. ConstantCodes(), .. ConsentCodes(), .. DoctorCodes()];

        codes.Count.ShouldBeGreaterThan(25);
        codes.Where(code => !Has($"todo.items.{code}.title")).ShouldBeEmpty();
        // Consents that have ended share a detail.
        Has("todo.detail").ShouldBeTrue();
        codes.Except(ConsentCodes()).Where(code => !Has($"todo.items.{code}.detail")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_of_the_audit_log_has_a_text()
    {
        // The text of a refused scope depends on the scope.
        Has("activity.refused.scope").ShouldBeTrue();
        Enum.GetValues<AuditKind>().Where(kind => kind != AuditKind.ScopeRefused)
            .Select(kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()))
            .Where(kind => !Has($"activity.kinds.{kind}")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_outcome_of_the_audit_log_has_a_text()
    {
        var codes = typeof(ProblemCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<ProblemCode>().Select(problem => problem.Code)
            .Except(NeverInTheAuditLog).Concat(OwnOutcomes).ToList();

        codes.Count.ShouldBeGreaterThan(20);
        codes.Where(code => !Has($"activity.outcomes.{code}")).ShouldBeEmpty();
    }

    private static bool Has(string? key) => key is not null && English.Texts.ContainsKey(key);

    // The page for the restore of a backup has its own text.
    private static string? KeyOfItsOwn(string code) => code == ProblemCode.NotEmpty.Code ? "restore.notEmpty" : null;

    private static IEnumerable<string> ConstantCodes()
    {
        var sources = typeof(ITodoSource).Assembly.GetTypes()
            .Where(type => type.IsClass && typeof(ITodoSource).IsAssignableFrom(type)).ToList();
        var codes = sources.ToLookup(
            source => source,
            source => source.GetFields(BindingFlags.Static | BindingFlags.NonPublic)
                .Where(field => field.IsLiteral && field.Name.EndsWith("Code", StringComparison.Ordinal))
                .Select(field => (string)field.GetRawConstantValue()!).ToList());
        codes.Where(source => source.Key != typeof(ConsentTodoSource) && source.Key != typeof(DoctorTodoSource)
            && source.Single().Count == 0).ShouldBeEmpty("the source has a constant whose name ends with Code");
        return codes.SelectMany(source => source).SelectMany(code => code);
    }

    private static IEnumerable<string> ConsentCodes() => Enum.GetValues<ReauthorizationReason>()
        .Select(reason => ConsentTodoText.CodeOf(reason, isMass: false))
        .Append(ConsentTodoText.EndingCode).Append("in_mass");

    // The checks write their codes as the first argument of a finding.
    private static IEnumerable<string> DoctorCodes()
    {
        var checks = new ServiceCollection().AddDoctor().Select(service => service.ImplementationInstance)
            .OfType<DoctorCheckRegistration>().Where(check => check.IsForOwner).ToList();
        checks.Count.ShouldBeGreaterThan(3);
        foreach (var check in checks)
        {
            var codes = FindingCode().Matches(File.ReadAllText(Repository.PathOf(
                "src", "MusicAuth", "Operations", "Doctor", "Checks", $"{check.Type.Name}.cs")));
            codes.ShouldNotBeEmpty(check.Name);
            foreach (Match code in codes)
                yield return code.Groups["code"].Value;
        }
    }

    [GeneratedRegex("""\(\s*"(?<code>[a-z]+(_[a-z]+)+)",""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FindingCode();
}
