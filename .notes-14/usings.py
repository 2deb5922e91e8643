import re,sys
root=sys.argv[1]
sp={}
for l in open('/work/notes/spaces.txt'):
    p,n=l.strip().split('\t'); sp.setdefault(p,[]).append(n)
def put(csproj, names):
    s=open(csproj).read()
    s=re.sub(r'  <ItemGroup Label="Namespaces">.*?</ItemGroup>\n','',s,flags=re.S)
    block='  <ItemGroup Label="Namespaces">\n'+''.join(f'    <Using Include="{n}" />\n' for n in names)+'  </ItemGroup>\n'
    s=s.replace('</Project>',block+'</Project>')
    open(csproj,'w').write(s)
b=[n for n in sp['src/MusicAuth'] if n!='MusicAuth' and 'Migrations' not in n]
put(f'{root}/src/MusicAuth/MusicAuth.csproj', b)
put(f'{root}/src/MusicAuth.Sandbox/MusicAuth.Sandbox.csproj', [n for n in sp['src/MusicAuth.Sandbox'] if n!='MusicAuth.Sandbox'])
put(f'{root}/tests/MusicAuth.Tests/MusicAuth.Tests.csproj', b+sp['tests/MusicAuth.Tests'])
put(f'{root}/tests/MusicAuth.Benchmarks/MusicAuth.Benchmarks.csproj', b+sp['tests/MusicAuth.Benchmarks'])
for p in ('MusicAuth.EndToEnd','MusicAuth.Peers'):
    own=sp[f'tests/{p}']
    put(f'{root}/tests/{p}/{p}.csproj', own)
