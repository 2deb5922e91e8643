using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Backups.Restoring;

internal static class RestoreEndpoints
{
    private const long MaxBytes = 1024L * 1024 * 1024;

    public static void MapRestore(this IEndpointRouteBuilder routes) => routes.MapPost("/setup/restore", Restore)
        .WithTags("Setup").RequireOwnerOrSetupBrowser().WithName("restoreBackup")
        .WithMetadata(new RequestSizeLimit(MaxBytes))
        .Accepts<RestoreForm>("multipart/form-data")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
        .WithSummary("Restore a backup into an instance without users; the server then restarts by itself");

    private static async Task<Ok<RestoreResponse>> Restore(
        HttpContext context, BackupWorkFolders folders, RestorePreparation preparation, UserStore users,
        RestartForRestore restart)
    {
        if (restart.IsRequested || await users.AnyAsync(context.RequestAborted))
            throw NotEmpty();
        var restore = await PrepareAsync(context.Request, folders, preparation, context.RequestAborted);
        if (!restart.TryRequest(restore))
        {
            BackupWorkFolders.Delete(restore.Folder);
            throw NotEmpty();
        }

        context.Response.OnCompleted(() =>
        {
            restart.Stop();
            return Task.CompletedTask;
        });
        return TypedResults.Ok(RestoreResponse.Of(restore));
    }

    private static async Task<PreparedRestore> PrepareAsync(
        HttpRequest request, BackupWorkFolders folders, RestorePreparation preparation,
        CancellationToken cancellationToken)
    {
        string? folder = null;
        try
        {
            folder = folders.Create();
            var upload = await RestoreUpload.ReadAsync(request, folder, cancellationToken);
            await using var file = File.OpenRead(upload.File);
            return await preparation.PrepareAsync(file, upload.Passphrase, cancellationToken);
        }
        catch (Exception failure) when (failure is BackupException or MasterKeyUnusableException)
        {
            throw new ProblemException(ProblemCode.InvalidParameter, failure.Message);
        }
        finally
        {
            if (folder is not null)
                BackupWorkFolders.Delete(folder);
        }
    }

    private static ProblemException NotEmpty() => new(
        ProblemCode.NotEmpty,
        "This MusicAuth has users, or a restore is under way. A backup can be restored only into an empty MusicAuth.");

    /// <summary>The fields of the form.</summary>
    /// <param name="File">The file of the backup, at most 1 GiB.</param>
    /// <param name="Passphrase">The passphrase of the backup.</param>
    internal sealed record RestoreForm(IFormFile File, string Passphrase);
}
