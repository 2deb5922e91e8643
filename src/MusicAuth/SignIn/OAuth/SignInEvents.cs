using System.Data.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace MusicAuth.SignIn.OAuth;

/// <summary>How every ceremony ends: on the page, with a session or with a sentence.</summary>
public sealed partial class SignInEvents(ILogger<SignInEvents> logger) : OAuthEvents
{
    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var cookie = services.GetRequiredService<SessionCookie>();
        var properties = context.Properties!;
        var consent = FlowProperties.GetConsent(properties)!;
        var arrival = SignInContext.Of(context.HttpContext, FlowProperties.GetOwnerLink(properties));
        try
        {
            var current = context.HttpContext.Features.Get<Caller>();
            // The tokens are here once: neither a browser that has left nor another sign-in that was quicker may lose
            // them.
            var outcome = await ContentionRetry.RunAsync(services, (SignInTransaction ceremony) =>
                ceremony.CompleteAsync(
                    consent, current, arrival, cookie.Read(context.Request), CancellationToken.None));
            context.Response.Redirect(outcome.Session is { } session
                ? WriteSession(context, consent, outcome, session)
                : GetPendingLinkUrl(context, consent));
        }
        catch (SignInException failure)
        {
            Log.Failed(logger, consent.Account.Provider, failure.Code, failure.Reason);
            RecordFailure(context.HttpContext, FlowProperties.GetUserId(properties), consent.Account.Provider, failure.Code,
                failure.Reason);
            RedirectToPage(context.Response, failure.Code, consent.Account.Provider, failure.Reason);
        }
        catch (ProblemException problem)
        {
            var refused = problem.Reason == RegistrationRules.NotOnList ? consent.Account.DisplayKey : null;
            RecordFailure(context.HttpContext, FlowProperties.GetUserId(properties), consent.Account.Provider,
                problem.Problem.Code, problem.Reason, refused);
            // It is told before the browser is, so that no crash loses it.
            await services.GetRequiredService<AuditWriter>().FlushAsync(CancellationToken.None);
            RedirectToPage(
                context.Response, problem.Problem.Code, consent.Account.Provider, problem.Reason, refused);
        }
        catch (Exception exception) when (IsDatabaseException(exception))
        {
            Log.NotStored(logger, consent.Account.Provider, exception.GetType().Name);
            RecordFailure(context.HttpContext, FlowProperties.GetUserId(properties), consent.Account.Provider,
                ProblemCode.StorageUnavailable.Code, reason: null);
            RedirectToPage(
                context.Response, ProblemCode.StorageUnavailable.Code, consent.Account.Provider, null);
        }

        context.HandleResponse();
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        var failure = context.Failure switch
        {
            SignInException known => known,
            { } fault when IsDatabaseException(fault) =>
                new SignInException(ProblemCode.StorageUnavailable.Code),
            _ => ToUnexpectedFailure(context),
        };
        Log.Failed(logger, context.Scheme.Name, failure.Code, failure.Reason);
        // Counted in memory: whoever sends forged callbacks makes no writes.
        RecordFailure(context.HttpContext, userId: null, context.Scheme.Name, failure.Code, failure.Reason);
        RedirectToPage(context.Response, failure.Code, context.Scheme.Name, failure.Reason);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    private SignInException ToUnexpectedFailure(RemoteFailureContext context)
    {
        if (context.Failure is not OperationCanceledException)
            Log.Unexpected(logger, context.Scheme.Name, context.Failure);
        return SignInException.Failed("unexpected");
    }

    private string WriteSession(TicketReceivedContext context, Consent consent, SignInOutcome outcome, Secret session)
    {
        context.HttpContext.RequestServices.GetRequiredService<SessionCookie>().Write(context.Response, session);
        Log.SignedIn(logger, consent.Account.Provider);
        return GetReturnUrl(context, consent, outcome);
    }

    // The page asks whether the account belongs to the user.
    private string GetPendingLinkUrl(TicketReceivedContext context, Consent consent)
    {
        Log.LinkPending(logger, consent.Account.Provider);
        Dictionary<string, string?> query = new(StringComparer.Ordinal) { ["link"] = "1" };
        if (context.ReturnUri is { } returnUrl and not "/")
            query["returnUrl"] = returnUrl;
        return QueryHelpers.AddQueryString("/", query);
    }

    // Nobody was signed in when it began, so nobody knew what to ask for: the connection is narrower now. The newest
    // tokens are kept all the same (the old ones may have died of the new consent), and the page asks for the rest.
    private static string GetReturnUrl(TicketReceivedContext context, Consent consent, SignInOutcome outcome)
    {
        var provider = context.HttpContext.RequestServices.GetRequiredService<ProviderRegistry>()
            .Get(consent.Account.Provider);
        string[] lost = [.. outcome.PreviousScopes.Intersect(provider.RequestableScopes, StringComparer.Ordinal)
            .Except(FlowProperties.GetScopes(context.Properties!), StringComparer.Ordinal)
            .Except(consent.Tokens.Scopes ?? [], StringComparer.Ordinal)];
        var returnUrl = context.ReturnUri ?? "/";
        return lost.Length == 0
            ? returnUrl
            : QueryHelpers.AddQueryString("/", new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["consent"] = provider.Name,
                ["scope"] = string.Join(' ', lost),
                ["returnUrl"] = returnUrl == "/" ? null : returnUrl,
            });
    }

    private static void RecordFailure(
        HttpContext context, Guid? userId, string provider, string code, string? reason, string? refused = null)
    {
        var log = context.RequestServices.GetRequiredService<AuditLog>();
        var told = AuditEvent.Of(context, AuditKind.SignInFailed);
        var failed = told with
        {
            UserId = told.UserId ?? userId,
            Provider = provider,
            Data = refused,
            Outcome = AuditEvent.OutcomeOf(code, reason),
        };
        log.Record(failed);
        // The owner can add the account to the list only with its id, also where a user tried to link it.
        if (refused is not null && failed.UserId is not null)
            log.Record(failed with { UserId = null, CallerKind = null, CallerId = null, CallerName = null });
    }

    private static void RedirectToPage(
        HttpResponse response, string code, string provider, string? reason, string? refused = null)
    {
        response.HttpContext.Features.Set(SignInFailedFeature.Instance);
        Dictionary<string, string?> query = new(StringComparer.Ordinal) { ["error"] = code, ["provider"] = provider };
        if (reason is not null)
            query["reason"] = reason;
        // Their own id, to give to the owner.
        if (refused is not null)
            query["account"] = refused;
        response.Redirect(QueryHelpers.AddQueryString("/", query));
    }

    // Whatever the database says of the statement: the person's tokens were not stored, and that is told.
    private static bool IsDatabaseException(Exception exception) =>
        exception is DbException or DbUpdateException || StorageFault.IsIn(exception);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Signed in at {Provider}")]
        public static partial void SignedIn(ILogger logger, string provider);

        [LoggerMessage(3002, LogLevel.Warning, "A sign-in at {Provider} ended with {Code} ({Reason})")]
        public static partial void Failed(ILogger logger, string provider, string code, string? reason);

        [LoggerMessage(3004, LogLevel.Error, "A sign-in with {Provider} ended with an unhandled exception")]
        public static partial void Unexpected(ILogger logger, string provider, Exception? failure);

        [LoggerMessage(3005, LogLevel.Information,
            "A further account at {Provider} has signed in and waits for its user's answer")]
        public static partial void LinkPending(ILogger logger, string provider);

        [LoggerMessage(3003, LogLevel.Error,
            "A sign-in at {Provider} could not be stored ({Exception}): the person has to sign in again")]
        public static partial void NotStored(ILogger logger, string provider, string exception);
    }
}
