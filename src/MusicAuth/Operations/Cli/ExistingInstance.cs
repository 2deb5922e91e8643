namespace MusicAuth.Operations.Cli;

/// <summary>
/// Opens the database of a MusicAuth for a command. The broker can run meanwhile: a command does not take its lock.
/// </summary>
internal sealed class ExistingInstance(
    IDatabaseStartup database, MasterKeyLoader masterKey, RollbackRecordWriter rollbackRecord,
    IServiceScopeFactory scopes)
{
    /// <exception cref="DatabaseUnusableException">No server of this version has used the database.</exception>
    public static async Task<InstanceMetadata> ReadMetadataAsync(
        IDatabaseStartup database, CancellationToken cancellationToken) =>
        await database.InspectAsync(MasterKeyLoader.ReadCurrentMetadataAsync, cancellationToken)
            ?? throw new DatabaseUnusableException(
                $"The database {database.Name} is empty or belongs to an older MusicAuth. Start this version with the "
                + "database first.");

    /// <param name="use">How the work uses the database.</param>
    /// <param name="work">Gets the services of a scope.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The exit code 0.</returns>
    public Task<int> UseAsync(
        InstanceUse use, Func<IServiceProvider, Task> work, CancellationToken cancellationToken) =>
        StartupErrors.TranslateAsync(database.DescribeFailure, async () =>
        {
            var metadata = await ReadMetadataAsync(database, cancellationToken);
            if (use == InstanceUse.Decrypt)
                masterKey.Load(metadata);
            await using var scope = scopes.CreateAsyncScope();
            await RunAsync(work, scope.ServiceProvider);
            // A running server writes the record only after its own changes.
            if (use == InstanceUse.Change)
                await rollbackRecord.WriteAsync(cancellationToken);
            return 0;
        });

    private static async Task RunAsync(Func<IServiceProvider, Task> work, IServiceProvider services)
    {
        try
        {
            await work(services);
        }
        catch (ProblemException refused)
        {
            throw new StartupException(StartupException.Configuration, refused.Message, refused);
        }
    }
}
