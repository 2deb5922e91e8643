using System.Data.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.SignIn.OAuth;

/// <summary>Ends every flow with a redirect to the page: with a session, a question or an error.</summary>
internal sealed partial class SignInEvents(
    ProviderRegistry registry, SessionCookie cookie, AuditLog audit, AuditWriter auditWriter,
    ILogger<SignInEvents> logger) : OAuthEvents
{
    private const string AskedOwner = "asked_owner";

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var consent = FlowProperties.GetConsent(context.Properties!)!;
        var (http, provider) = (context.HttpContext, consent.Account.Provider);
        var userId = FlowProperties.GetUserId(context.Properties!);
        try
        {
            await CompleteAsync(context, consent);
        }
        catch (SignInException failure)
        {
            Log.Failed(logger, provider, failure.Code, failure.Reason);
            Fail(http, provider, userId, failure);
        }
        catch (ProblemException problem)
        {
            var isOffList = problem.Reason == RegistrationRules.NotOnList;
            Fail(http, provider, userId, new SignInException(problem.Problem.Code, problem.Reason),
                isOffList ? consent.Account.DisplayKey : null,
                hasAskedOwner: isOffList && await TryAskOwnerAsync(http, consent.Account),
                otherAccount: problem.Problem == ProblemCode.AccountMismatch ? consent.Account.DisplayTitle : null);
            // The owner needs the audit event, so a crash after the response must not lose it.
            await auditWriter.FlushAsync(CancellationToken.None);
        }
        catch (Exception exception) when (IsDatabaseException(exception))
        {
            Log.NotStored(logger, provider, exception.GetType().Name);
            Fail(http, provider, userId, new SignInException(ProblemCode.StorageUnavailable.Code));
        }

        context.HandleResponse();
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        var failure = context.Failure switch
        {
            SignInException signInFailure => signInFailure,
            { } exception when IsDatabaseException(exception) => new(ProblemCode.StorageUnavailable.Code),
            _ => ToUnexpectedFailure(context),
        };
        Log.Failed(logger, context.Scheme.Name, failure.Code, failure.Reason);
        // Forged callbacks cause no database writes, because the audit log counts in memory.
        Fail(context.HttpContext, context.Scheme.Name, userId: null, failure);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Ends a callback whose session the database did not return.</summary>
    internal void FailWithoutDatabase(HttpContext http, string provider)
    {
        var failure = new SignInException(ProblemCode.StorageUnavailable.Code);
        Log.Failed(logger, provider, failure.Code, failure.Reason);
        Fail(http, provider, userId: null, failure);
    }

    private async Task CompleteAsync(TicketReceivedContext context, Consent consent)
    {
        var http = context.HttpContext;
        var signIn = SignInContext.Of(
            http, FlowProperties.GetOwnerLink(context.Properties!), FlowProperties.GetInvitation(context.Properties!));
        var caller = http.Features.Get<Caller>();
        // Not cancelled by a disconnect, because the tokens exist only once.
        var outcome = await ContentionRetry.RunAsync(http.RequestServices, (SignInCompletion transaction) =>
            transaction.CompleteAsync(
                consent, caller, signIn, cookie.Read(context.Request), CancellationToken.None));
        if (outcome.Session is { } session)
        {
            cookie.Write(context.Response, session);
            Log.SignedIn(logger, consent.Account.Provider);
            context.Response.Redirect(GetReturnUrl(context, consent, outcome));
        }
        else
        {
            Log.LinkPending(logger, consent.Account.Provider);
            context.Response.Redirect(PageUrl(
                ("link", "1"), ("returnUrl", context.ReturnUri is "/" ? null : context.ReturnUri)));
        }
    }

    /// <returns>False where the owner has too many open requests, or the database does not accept writes.</returns>
    private async Task<bool> TryAskOwnerAsync(HttpContext http, ProviderAccount account)
    {
        try
        {
            return await ContentionRetry.RunAsync(http.RequestServices, (AccessRequestStore requests) =>
                requests.AskAsync(account, BrowserInfo.Of(http).Address, CancellationToken.None));
        }
        catch (Exception exception) when (IsDatabaseException(exception))
        {
            Log.NotAsked(logger, account.Provider, exception.GetType().Name);
            return false;
        }
    }

    private SignInException ToUnexpectedFailure(RemoteFailureContext context)
    {
        if (context.Failure is not OperationCanceledException)
            Log.Unexpected(logger, context.Scheme.Name, context.Failure);
        return SignInException.Failed("unexpected");
    }

    // A flow that began without a session does not know the earlier scopes, so the new connection can have fewer. The
    // page then asks for the lost ones. The new tokens are stored anyway: the consent can have revoked the old ones.
    private string GetReturnUrl(TicketReceivedContext context, Consent consent, SignInOutcome outcome)
    {
        var provider = registry.Get(consent.Account.Provider);
        string[] lost = [.. outcome.PreviousScopes.Intersect(provider.RequestableScopes, StringComparer.Ordinal)
            .Except(FlowProperties.GetScopes(context.Properties!), StringComparer.Ordinal)
            .Except(consent.Tokens.Scopes ?? [], StringComparer.Ordinal)];
        var returnUrl = context.ReturnUri ?? "/";
        (string, string?)[] question = lost.Length == 0 ? []
            : [("consent", provider.Name), ("scope", string.Join(' ', lost)),
                ("returnUrl", returnUrl == "/" ? null : returnUrl)];
        // The page has announced that the user becomes the owner.
        (string, string?)[] notice = !outcome.HasInvalidOwnerLink ? []
            : [("error", ProblemCode.RegistrationClosed.Code), ("provider", provider.Name),
                ("reason", RegistrationRules.OwnerLinkUsed)];
        return question.Length + notice.Length == 0 ? returnUrl : PageUrl([.. notice, .. question]);
    }

    /// <param name="http">The callback.</param>
    /// <param name="provider">The wire name.</param>
    /// <param name="userId">The user who began the flow.</param>
    /// <param name="failure">The code and reason.</param>
    /// <param name="refusedAccount">The account that is not on the list.</param>
    /// <param name="hasAskedOwner">Whether its request waits for the owner, who then needs no id from the user.</param>
    /// <param name="otherAccount">The name of the account that is not the connected one.</param>
    private void Fail(
        HttpContext http, string provider, Guid? userId, SignInException failure, string? refusedAccount = null,
        bool hasAskedOwner = false, string? otherAccount = null)
    {
        var auditEvent = AuditEvent.Of(http, AuditKind.SignInFailed) with
        {
            Provider = provider,
            Data = refusedAccount,
            Outcome = AuditEvent.OutcomeOf(failure.Code, failure.Reason),
        };
        auditEvent = auditEvent with { UserId = auditEvent.UserId ?? userId };
        audit.Record(auditEvent);
        // The owner sees only events without a user, and needs the account's id to add it to the list.
        if (refusedAccount is not null && auditEvent.UserId is not null)
            audit.Record(auditEvent with { UserId = null, CallerKind = null, CallerId = null, CallerName = null });
        http.Features.Set(SignInFailedFeature.Instance);
        http.Response.Redirect(PageUrl(
            ("error", failure.Code), ("provider", provider), ("reason", hasAskedOwner ? AskedOwner : failure.Reason),
            ("account", hasAskedOwner ? null : refusedAccount ?? otherAccount)));
    }

    private static string PageUrl(params (string Name, string? Value)[] query) => QueryHelpers.AddQueryString(
        "/", query.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));

    internal static bool IsDatabaseException(Exception exception) =>
        exception is DbException or DbUpdateException || StorageFault.IsIn(exception);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "A user signed in with {Provider}")]
        public static partial void SignedIn(ILogger logger, string provider);

        [LoggerMessage(3002, LogLevel.Warning, "A sign-in with {Provider} failed: {Code} ({Reason})")]
        public static partial void Failed(ILogger logger, string provider, string code, string? reason);

        [LoggerMessage(3003, LogLevel.Error,
            "A sign-in with {Provider} could not be stored ({Exception}). The user must sign in again")]
        public static partial void NotStored(ILogger logger, string provider, string exception);

        [LoggerMessage(3004, LogLevel.Error, "A sign-in with {Provider} ended with an unhandled exception")]
        public static partial void Unexpected(ILogger logger, string provider, Exception? failure);

        [LoggerMessage(3006, LogLevel.Error,
            "A {Provider} account off the allow list could not ask the owner ({Exception}). The page shows its id")]
        public static partial void NotAsked(ILogger logger, string provider, string exception);

        [LoggerMessage(3005, LogLevel.Information, "Another {Provider} account signed in and waits for confirmation")]
        public static partial void LinkPending(ILogger logger, string provider);
    }
}
