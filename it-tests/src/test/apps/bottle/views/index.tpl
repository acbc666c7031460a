% rebase("page", title="Start")
<ul>
% for number, name in enumerate(names, 1):
  <li>{{number}}: {{name}}</li>
% end
</ul>
<a href="{{url}}">hello</a> {{!"<b>raw</b>"}}
