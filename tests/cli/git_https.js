// A git server by https for tests: git's own http-backend behind a small server, and servers that
// misbehave, each under a path of its own.
//
//   node git_https.js FOLDER      repositories of FOLDER under /ok/; prints its port
//
// FOLDER/cert.pem and FOLDER/key.pem are its certificate. See `ways` for the other paths.
'use strict';
const https = require('https');
const fs = require('fs');
const { spawn, execFileSync } = require('child_process');

const folder = process.argv[2];
const backend = execFileSync('git', ['--exec-path']).toString().trim() + '/git-http-backend';

// Runs http-backend as a CGI program; `cut` ends the answer after so many bytes of its body.
function git(request, response, path, { cut = Infinity, user = '' } = {}) {
  const url = new URL(request.url, 'https://x');
  const child = spawn(backend, [], {
    env: {
      PATH: process.env.PATH, LC_ALL: 'C', GIT_PROJECT_ROOT: folder, GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path, QUERY_STRING: url.search.slice(1), REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] || '', REMOTE_ADDR: '127.0.0.1',
      REMOTE_USER: user || 'anybody', GIT_PROTOCOL: request.headers['git-protocol'] || '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] || '',
      GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'http.receivepack', GIT_CONFIG_VALUE_0: 'true',
      GIT_CONFIG_KEY_1: 'safe.directory', GIT_CONFIG_VALUE_1: '*',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => {});
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  let open = false;
  child.stdout.on('data', (bytes) => {
    if (!open) {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      open = true;
      for (const line of head.subarray(0, end).toString().split('\r\n')) {
        const [name, value] = line.split(/: (.*)/);
        if (name === 'Status') response.statusCode = parseInt(value, 10);
        else response.setHeader(name, value);
      }
      bytes = head.subarray(end + 4);
    }
    if (bytes.length > cut) {
      response.write(bytes.subarray(0, cut), () => response.socket.destroy());
      cut = 0;
      child.kill();
    } else {
      cut -= bytes.length;
      response.write(bytes);
    }
  });
  child.stdout.on('end', () => response.end());
}

const line = (text) => (text.length + 4).toString(16).padStart(4, '0') + text;
function status(code, headers = {}) {
  return (request, response) => { response.writeHead(code, headers); response.end('no\n'); };
}

const ways = {
  ok: git,
  // A password is asked for.
  auth: (request, response, path) => {
    const wanted = 'Basic ' + Buffer.from('someone:s3cret word').toString('base64');
    if (request.headers.authorization === wanted) git(request, response, path, { user: 'someone' });
    else status(401, { 'WWW-Authenticate': 'Basic realm="test"' })(request, response);
  },
  s401: status(401), s403: status(403), s404: status(404), s500: status(500),
  // To the same repository under another name of this machine.
  redirect: (request, response) =>
    status(302, { Location: `https://127.0.0.1:${port}${request.url.replace('/redirect/', '/ok/')}` })(request, response),
  // Accepts and says nothing.
  stall: () => {},
  // References without end.
  endless: (request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-advertisement' });
    response.write(line('# service=git-upload-pack\n') + '0000');
    let n = 0;
    const more = () => {
      let text = '';
      for (let i = 0; i < 1000; i++, n++) {
        text += line(`${'1'.repeat(40)} refs/heads/vs1/${n.toString(16).padStart(32, '0')}${n ? '' : '\0ofs-delta side-band-64k'}\n`);
      }
      if (!response.destroyed) response.write(text, more);
    };
    more();
  },
  // One reference line that never ends.
  noise: (request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/x-git-upload-pack-advertisement' });
    const more = () => { if (!response.destroyed) response.write(Buffer.alloc(65536, 'x'), more); };
    more();
  },
  // A pack that breaks off.
  truncated: (request, response, path) =>
    git(request, response, path, { cut: request.method === 'POST' ? 1500 : Infinity }),
  // The server dies in the middle of a push.
  dies: (request, response, path) => {
    if (request.method === 'POST' && path.endsWith('receive-pack')) {
      let got = 0;
      request.on('data', (bytes) => { got += bytes.length; if (got > 1000) process.exit(9); });
    } else git(request, response, path);
  },
};

let port = 0;
const server = https.createServer(
  { cert: fs.readFileSync(folder + '/cert.pem'), key: fs.readFileSync(folder + '/key.pem') },
  (request, response) => {
    const [, way, path] = request.url.split('?')[0].match(/^\/([a-z0-9]+)(\/.*)$/) || [];
    response.on('error', () => {});
    if (ways[way]) ways[way](request, response, path);
    else status(404)(request, response);
  });
server.on('tlsClientError', () => {});
server.listen(Number(process.argv[3] || 0), '127.0.0.1', () => {
  port = server.address().port;
  console.log(port);
});
