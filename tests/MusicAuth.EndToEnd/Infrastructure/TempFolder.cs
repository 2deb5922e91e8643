namespace MusicAuth.EndToEnd.Infrastructure;

/// <summary>A folder for one test; disposing deletes it.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musicauth-e2e-");

    public string FullName => _folder.FullName;

    public string PathOf(string name) => Path.Combine(FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
